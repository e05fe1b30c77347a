package io.emailservice.delivery;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it was found out what became of an attempt without an answer: the part of an event that can be checked later.
 *
 * @param by {@code lookup}, {@code silence} or {@code operator}; the store itself adds {@code feedback} and {@code answer}
 * @param evidence what was seen, where and when
 */
public record Settled(String by, JsonObject evidence) {
    /** The provider's own records have it. */
    static Settled lookup(@Nullable String account, Instant takenAt, Instant askedAt) {
        return new Settled(
                "lookup",
                new JsonObject()
                        .put("provider", account)
                        .put("takenAt", takenAt.toString())
                        .put("askedAt", askedAt.toString()));
    }

    /**
     * Nobody has said anything within the horizon.
     *
     * @param horizon the end of it
     * @param postsReadUntil every post that came in before had been read
     * @param records what the provider's records said
     */
    static Settled silence(Instant attemptAt, Instant horizon, Instant postsReadUntil, String records) {
        return new Settled(
                "silence",
                new JsonObject()
                        .put("attemptAt", attemptAt.toString())
                        .put("horizon", horizon.toString())
                        .put("postsReadUntil", postsReadUntil.toString())
                        .put("records", records));
    }

    /** Somebody knows it from elsewhere and says so. */
    static Settled operator(String author, String reason) {
        return new Settled("operator", new JsonObject().put("author", author).put("reason", reason));
    }
}
