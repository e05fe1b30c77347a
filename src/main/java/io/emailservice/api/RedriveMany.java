package io.emailservice.api;

import io.emailservice.message.DeadLetterSearch;
import io.emailservice.message.Problem;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters shall be sent again.
 *
 * @param search which ones, and how many of them at most
 */
public record RedriveMany(DeadLetterSearch search, Grounds grounds) {
    /** Letters of one call. */
    static final int MOST = 1_000;

    private static final Set<String> FIELDS = Set.of("filter", "limit", "all", "cursor", "reason", "author");

    /** Reads {@code {"filter", "limit" or "all", "cursor", "reason", "author"}}; throws {@link HttpProblem} with every problem. */
    static RedriveMany read(JsonObject json, Caller caller) {
        List<Problem> problems = new ArrayList<>();
        json.fieldNames().stream()
                .filter(name -> !FIELDS.contains(name))
                .forEach(name -> problems.add(new Problem('/' + name, "is unknown")));
        int limit = limit(json, problems);
        @Nullable UUID before = DeadLetterFilter.cursor(json.getValue("cursor"), problems);
        DeadLetterSearch search = filter(json, problems).read(caller, before, limit);
        Grounds grounds = Grounds.read(json, caller.name(), problems);
        if (!problems.isEmpty()) {
            throw HttpProblem.invalid(problems);
        }
        return new RedriveMany(search, grounds);
    }

    /** One of the two must be said, so that nobody sends all by leaving something out. */
    private static int limit(JsonObject json, List<Problem> problems) {
        Object limit = json.getValue("limit");
        Object all = json.getValue("all");
        if (limit == null && all == null) {
            problems.add(new Problem("/limit", "is required, or all: true"));
        } else if (limit != null && all != null) {
            problems.add(new Problem("/all", "can't stand beside limit"));
        } else if (all != null && !Boolean.TRUE.equals(all)) {
            problems.add(new Problem("/all", "must be true, or left out"));
        } else if (limit != null) {
            if (limit instanceof Integer number && number >= 1 && number <= MOST) {
                return number;
            }
            problems.add(new Problem("/limit", "must be a whole number from 1 to " + MOST));
        }
        return MOST;
    }

    private static DeadLetterFilter filter(JsonObject json, List<Problem> problems) {
        Object filter = json.getValue("filter");
        if (filter != null && !(filter instanceof JsonObject)) {
            problems.add(new Problem("/filter", "must be a JSON object"));
        }
        JsonObject fields = filter instanceof JsonObject object ? object : new JsonObject();
        fields.fieldNames().stream()
                .filter(name -> !DeadLetterFilter.FIELDS.contains(name))
                .forEach(name -> problems.add(new Problem("/filter/" + name, "is unknown")));
        return new DeadLetterFilter(fields::getValue, "/filter", problems);
    }
}
