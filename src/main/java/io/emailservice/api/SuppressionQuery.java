package io.emailservice.api;

import io.emailservice.message.Problem;
import io.emailservice.message.SuppressionReason;
import io.emailservice.message.SuppressionSearch;
import io.emailservice.suppression.EntryReader;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the query of requests about suppressions; what is wrong is answered with 422, all of it at once. */
final class SuppressionQuery {
    static final String TENANT = "tenant";
    private static final Pattern TENANT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final char SEPARATOR = ' ';
    private static final int MAX_LIMIT = 1_000;
    private static final int USUAL_LIMIT = 100;

    private final RoutingContext context;
    private final EntryReader entries;
    private final List<Problem> problems = new ArrayList<>();

    SuppressionQuery(RoutingContext context, EntryReader entries) {
        this.context = context;
        this.entries = entries;
    }

    /** The tenant that is meant, if the caller may act for it; else 403. */
    static String tenant(RoutingContext context) {
        Caller caller = Caller.of(context);
        @Nullable String named = parameter(context, TENANT);
        String tenant = named == null ? caller.defaultTenant() : named;
        if (!TENANT_NAME.matcher(tenant).matches()) {
            throw HttpProblem.invalid(List.of(
                    new Problem('/' + TENANT, "must have up to 64 letters, digits, dots, hyphens and underscores")));
        }
        if (!caller.mayActFor(tenant)) {
            throw HttpProblem.of(403, "this API key may not act for this tenant");
        }
        return tenant;
    }

    /** A value of the query, or null if it is absent or empty. */
    static @Nullable String parameter(RoutingContext context, String name) {
        try {
            @Nullable String value = context.request().getParam(name);
            return value == null || value.isEmpty() ? null : value;
        } catch (IllegalArgumentException malformed) {
            throw HttpProblem.of(400, "the query isn't well-formed");
        }
    }

    /** A page of a list that goes on with {@code cursor}. */
    SuppressionSearch page() {
        @Nullable String cursor = parameter(context, "cursor");
        SuppressionSearch search = search(limit());
        SuppressionSearch page = cursor == null ? search : search.after(place(cursor));
        refuseIfWrong();
        return page;
    }

    /** All, in pages of a size that is good for reading. */
    SuppressionSearch all() {
        SuppressionSearch search = search(MAX_LIMIT);
        refuseIfWrong();
        return search;
    }

    /** Where the next page begins. */
    static String cursor(SuppressionSearch.Place place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((place.address() + SEPARATOR + place.stream()).getBytes(StandardCharsets.UTF_8));
    }

    private SuppressionSearch search(int limit) {
        @Nullable String address = parameter(context, EntryReader.ADDRESS);
        @Nullable String stream = parameter(context, EntryReader.STREAM);
        @Nullable String reason = parameter(context, EntryReader.REASON);
        @Nullable SuppressionReason known = reason == null ? null : EntryReader.reason(reason, problems);
        return new SuppressionSearch(
                tenant(context),
                address == null ? null : entries.address(address, problems),
                stream == null ? null : EntryReader.stream(stream, problems),
                known,
                null,
                limit);
    }

    private int limit() {
        @Nullable String given = parameter(context, "limit");
        try {
            int limit = given == null ? USUAL_LIMIT : Integer.parseInt(given);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one complaint below
        }
        problems.add(new Problem("/limit", "must be a whole number from 1 to " + MAX_LIMIT));
        return USUAL_LIMIT;
    }

    private SuppressionSearch.Place place(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int end = text.indexOf(SEPARATOR);
            if (end > 0 && text.indexOf('\0') < 0) {
                return new SuppressionSearch.Place(text.substring(0, end), text.substring(end + 1));
            }
        } catch (IllegalArgumentException notOurs) {
            // falls through to the one complaint below
        }
        problems.add(new Problem("/cursor", "must be what the page before gave as next"));
        return new SuppressionSearch.Place("", "");
    }

    private void refuseIfWrong() {
        if (!problems.isEmpty()) {
            throw HttpProblem.invalid(problems);
        }
    }
}
