package io.emailservice.api;

import io.emailservice.message.DeadLetterSearch;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Problem;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads which dead letters are meant, out of a query or out of a body. Adds every problem, each with its field. */
final class DeadLetterFilter {
    static final Set<String> FIELDS = Set.of("tenant", "campaign", "class", "code", "text", "since", "until");

    private static final int MOST_LETTERS = 500;
    private static final int UUID_LENGTH = 36;

    private final Function<String, @Nullable Object> values;
    private final String path;
    private final List<Problem> problems;

    /**
     * Makes a reader.
     *
     * @param values the value of a field, or null
     * @param path JSON pointer to where the fields stand
     */
    DeadLetterFilter(Function<String, @Nullable Object> values, String path, List<Problem> problems) {
        this.values = values;
        this.path = path;
        this.problems = problems;
    }

    /** Fails with 403 if the caller may not act for the tenant that is named. */
    DeadLetterSearch read(Caller caller, @Nullable UUID before, int limit) {
        @Nullable String tenant = text("tenant");
        if (tenant != null && !caller.mayActFor(tenant)) {
            throw HttpProblem.of(403, "this API key may not act for this tenant");
        }
        @Nullable Instant since = instant("since");
        @Nullable Instant until = instant("until");
        if (since != null && until != null && !until.isAfter(since)) {
            problems.add(new Problem(path + "/until", "must be after since"));
        }
        return new DeadLetterSearch(
                tenant == null ? caller.tenant() : tenant,
                text("campaign"),
                kind(),
                text("code"),
                text("text"),
                since,
                until,
                before,
                limit);
    }

    /** Where the page before ended, or null. */
    static @Nullable UUID cursor(@Nullable Object value, List<Problem> problems) {
        if (value == null) {
            return null;
        }
        try {
            if (value instanceof String text && text.length() == UUID_LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException notOurs) {
            // falls through to the one complaint below
        }
        problems.add(new Problem("/cursor", "must be what the answer before gave as next"));
        return null;
    }

    private @Nullable FailureClass kind() {
        @Nullable String text = text("class");
        if (text == null) {
            return null;
        }
        for (FailureClass kind : FailureClass.values()) {
            if (kind.wire().equals(text)) {
                return kind;
            }
        }
        String names =
                Arrays.stream(FailureClass.values()).map(FailureClass::wire).collect(Collectors.joining(", "));
        problems.add(new Problem(path + "/class", "must be one of " + names));
        return null;
    }

    private @Nullable Instant instant(String field) {
        @Nullable String text = text(field);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            problems.add(new Problem(path + '/' + field, "must be an instant such as 2026-01-01T10:00:00Z"));
            return null;
        }
    }

    private @Nullable String text(String field) {
        @Nullable Object value = values.apply(field);
        if (value == null) {
            return null;
        }
        if (value instanceof String text
                && !text.isBlank()
                && text.length() <= MOST_LETTERS
                && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        problems.add(
                new Problem(path + '/' + field, "must be a text of 1 to " + MOST_LETTERS + " characters in one line"));
        return null;
    }
}
