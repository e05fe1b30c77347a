package io.emailservice.api;

import io.emailservice.message.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says about an uncertain message.
 *
 * @param sent whether the provider took it; else it is sent again
 * @param providerMessageId the provider's id of it, or null if nobody knows
 * @param author who says so
 * @param reason how they know
 */
public record SettleOrder(boolean sent, @Nullable String providerMessageId, String author, String reason) {
    private static final Set<String> FIELDS = Set.of("outcome", "providerMessageId", "author", "reason");
    private static final int MOST_NAME = 200;
    private static final int MOST_TEXT = 1_000;

    /**
     * Reads a body; throws {@link HttpProblem} with every problem.
     *
     * @param key name of the API key: the author where the body names none
     */
    static SettleOrder read(@Nullable Buffer body, String key) {
        List<Problem> problems = new ArrayList<>();
        JsonObject json = parse(body);
        json.fieldNames().stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> problems.add(new Problem('/' + field, "is unknown")));
        String outcome = text(json, "outcome", MOST_NAME, problems);
        boolean sent = "sent".equals(outcome);
        if (!sent && !"not_sent".equals(outcome)) {
            problems.add(new Problem("/outcome", "must be sent or not_sent"));
        }
        String id = text(json, "providerMessageId", MOST_TEXT, problems);
        if (id != null && !sent) {
            problems.add(new Problem("/providerMessageId", "only goes with the outcome sent"));
        }
        String author = text(json, "author", MOST_NAME, problems);
        String reason = text(json, "reason", MOST_TEXT, problems);
        if (reason == null) {
            problems.add(new Problem("/reason", "is required: how it is known"));
        }
        if (!problems.isEmpty()) {
            throw HttpProblem.invalid(problems);
        }
        return new SettleOrder(sent, id, author == null ? key : author, String.valueOf(reason));
    }

    private static @Nullable String text(JsonObject json, String field, int most, List<Problem> problems) {
        Object value = json.getValue(field);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text) || text.isBlank() || text.length() > most) {
            problems.add(new Problem('/' + field, "must be a text of 1 to " + most + " characters"));
            return null;
        }
        return text;
    }

    private static JsonObject parse(@Nullable Buffer body) {
        try {
            if (body != null && body.length() > 0) {
                return new JsonObject(body);
            }
        } catch (DecodeException | ClassCastException notAnObject) {
            // falls through to the one complaint below
        }
        throw HttpProblem.invalid(List.of(new Problem("", "must be a JSON object")));
    }
}
