package io.emailservice.api;

import io.emailservice.message.Hold;
import io.emailservice.message.HoldScope;
import io.emailservice.message.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"scope", "value", "tenant", "action", "reason", "author", "endsAt"}}; all is in order, or 422. */
final class HoldBody {
    private static final Set<String> KEYS = Set.of("scope", "value", "tenant", "action", "reason", "author", "endsAt");
    private static final int MOST_LETTERS = 500;

    private final JsonObject json;
    private final Caller caller;
    private final List<Problem> problems = new ArrayList<>();

    private HoldBody(JsonObject json, Caller caller) {
        this.json = json;
        this.caller = caller;
    }

    static HoldBook.Wish read(RoutingContext context, HoldBook book) {
        return new HoldBody(object(context), Caller.of(context)).wish(book);
    }

    private HoldBook.Wish wish(HoldBook book) {
        json.fieldNames().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> problems.add(new Problem("/" + key, "is unknown")));
        HoldScope.Kind kind = choice("scope", HoldScope.Kind.BY_NAME, HoldScope.Kind.CAMPAIGN);
        Hold.Action action = choice("action", Hold.Action.BY_NAME, Hold.Action.HOLD);
        HoldScope scope = new HoldScope(kind, required("value"), tenant(kind));
        if (kind == HoldScope.Kind.PROVIDER && action == Hold.Action.CANCEL) {
            problems.add(new Problem("/action", "must be hold for a provider: its messages may go through others"));
        }
        @Nullable String reason = required("reason");
        @Nullable String author = text("author");
        @Nullable Instant endsAt = endsAt();
        @Nullable String wrong = problems.isEmpty() ? book.problem(scope) : null;
        if (wrong != null) {
            problems.add(new Problem("/value", wrong));
        }
        if (!problems.isEmpty()) {
            throw HttpProblem.invalid(problems);
        }
        return new HoldBook.Wish(scope, action, reason, author == null ? caller.name() : author, endsAt);
    }

    /** A key of one tenant holds the messages of that tenant alone, whatever the scope. */
    private @Nullable String tenant(HoldScope.Kind kind) {
        @Nullable String named = text(kind == HoldScope.Kind.TENANT ? "value" : "tenant");
        if (named != null && !caller.mayActFor(named)) {
            throw HttpProblem.of(403, "this API key may not act for this tenant");
        }
        return named == null ? caller.tenant() : named;
    }

    private <T> T choice(String key, Map<String, T> choices, T instead) {
        @Nullable T chosen = json.getValue(key) instanceof String text ? choices.get(text) : null;
        if (chosen == null) {
            problems.add(
                    new Problem("/" + key, "must be one of " + String.join(", ", new TreeSet<>(choices.keySet()))));
            return instead;
        }
        return chosen;
    }

    private String required(String key) {
        @Nullable String text = text(key);
        if (text == null && json.getValue(key) == null) {
            problems.add(new Problem("/" + key, "is required"));
        }
        return text == null ? "" : text;
    }

    private @Nullable String text(String key) {
        Object value = json.getValue(key);
        if (value == null) {
            return null;
        }
        if (value instanceof String text
                && !text.isBlank()
                && text.length() <= MOST_LETTERS
                && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        problems.add(new Problem("/" + key, "must be a text of up to " + MOST_LETTERS + " characters in one line"));
        return null;
    }

    private @Nullable Instant endsAt() {
        @Nullable String text = text("endsAt");
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            problems.add(new Problem("/endsAt", "must be an instant such as 2026-01-01T10:00:00Z"));
            return null;
        }
    }

    private static JsonObject object(RoutingContext context) {
        try {
            JsonObject json = context.body().asJsonObject();
            if (json != null) {
                return json;
            }
        } catch (DecodeException | ClassCastException notAnObject) {
            // falls through to the one answer below
        }
        throw HttpProblem.invalid(List.of(new Problem("", "must be a JSON object")));
    }
}
