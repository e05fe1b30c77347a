package io.emailservice.provider.ses;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the list was read.
 *
 * @param since from when on this round reads, or null for everything
 * @param began when this round began: the next one reads from a little before
 * @param token of the next page, or null for the first
 */
record ListCursor(
        @Nullable Instant since, Instant began, @Nullable String token) {
    /** The list shows changes late, and clocks differ. */
    private static final Duration OVERLAP = Duration.ofHours(1);

    /** From its text; whatever isn't one begins a round that reads everything. */
    static ListCursor of(String text, Instant now) {
        try {
            if (!text.isEmpty()) {
                JsonObject json = new JsonObject(text);
                String since = json.getString("since");
                String began = json.getString("began");
                return new ListCursor(
                        since == null ? null : Instant.parse(since),
                        began == null ? now : Instant.parse(began),
                        json.getString("token"));
            }
        } catch (DecodeException | DateTimeException | ClassCastException broken) {
            // falls through to a new beginning
        }
        return new ListCursor(null, now, null);
    }

    String text() {
        JsonObject json = new JsonObject();
        if (since != null) {
            json.put("since", since.toString());
        }
        if (token != null) {
            json.put("token", token).put("began", began.toString());
        }
        return json.encode();
    }

    ListCursor behind(String nextToken) {
        return new ListCursor(since, began, nextToken);
    }

    /** The same round from its first page. */
    ListCursor again() {
        return new ListCursor(since, began, null);
    }

    ListCursor nextRound() {
        return new ListCursor(began.minus(OVERLAP), began, null);
    }
}
