package io.emailservice.api;

import io.emailservice.event.PublishedEvent;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events a caller gets.
 *
 * @param tenant whose events, or null for all and those that belong to no tenant
 * @param types full names or beginnings with a star, such as {@code message.*}; empty for all
 */
record EventFilter(@Nullable String tenant, List<String> types) {
    private static final int MOST_TYPES = 50;
    private static final String TYPE = "[a-z][a-z_.]{0,60}\\*?";

    EventFilter {
        types = List.copyOf(types);
    }

    /** What the API key and the query parameters {@code type} say. */
    static EventFilter of(RoutingContext context) {
        List<String> types = context.queryParam("type").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .toList();
        if (types.size() > MOST_TYPES || !types.stream().allMatch(type -> type.matches(TYPE))) {
            throw HttpProblem.of(400, "type must be like message.bounced or message.*, " + MOST_TYPES + " at most");
        }
        return new EventFilter(Caller.of(context).tenant(), types);
    }

    boolean lets(PublishedEvent event) {
        return (tenant == null || tenant.equals(event.tenant()))
                && (types.isEmpty() || types.stream().anyMatch(type -> fits(type, event.type())));
    }

    private static boolean fits(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : type.equals(wanted);
    }
}
