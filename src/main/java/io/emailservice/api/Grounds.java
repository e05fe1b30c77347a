package io.emailservice.api;

import io.emailservice.message.Problem;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Who wants something done to messages, and why.
 *
 * @param author who wants it
 * @param reason for the record
 */
public record Grounds(String author, String reason) {
    private static final Set<String> FIELDS = Set.of("author", "reason");
    private static final int MOST_NAME = 200;
    private static final int MOST_TEXT = 1_000;

    /**
     * Reads {@code author} and {@code reason}; adds what is wrong.
     *
     * @param key name of the API key: the author where the body names none
     */
    static Grounds read(JsonObject json, String key, List<Problem> problems) {
        if (json.getValue("reason") == null) {
            problems.add(new Problem("/reason", "is required"));
        }
        return new Grounds(
                text(json, "author", MOST_NAME, key, problems), text(json, "reason", MOST_TEXT, "", problems));
    }

    /** Reads a body that has nothing else; throws {@link HttpProblem} with every problem. */
    static Grounds only(JsonObject json, String key) {
        List<Problem> problems = new ArrayList<>();
        json.fieldNames().stream()
                .filter(name -> !FIELDS.contains(name))
                .forEach(name -> problems.add(new Problem('/' + name, "is unknown")));
        Grounds grounds = read(json, key, problems);
        if (!problems.isEmpty()) {
            throw HttpProblem.invalid(problems);
        }
        return grounds;
    }

    private static String text(JsonObject json, String field, int most, String instead, List<Problem> problems) {
        Object value = json.getValue(field);
        if (value == null) {
            return instead;
        }
        if (value instanceof String text
                && !text.isBlank()
                && text.length() <= most
                && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        problems.add(new Problem('/' + field, "must be a text of 1 to " + most + " characters in one line"));
        return instead;
    }
}
