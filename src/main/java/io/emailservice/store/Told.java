package io.emailservice.store;

import io.emailservice.message.Feedback;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Feedback with where it came from.
 *
 * @param at when it happened; when it came in where the provider told no time, or one that can't be
 */
record Told(Feedback feedback, UUID postId, Instant at) {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    static Told of(Feedback feedback, Post post) {
        Instant claimed = feedback.time();
        if (claimed == null || claimed.isBefore(EARLIEST) || claimed.isAfter(post.receivedAt())) {
            claimed = post.receivedAt();
        }
        // As PostgreSQL keeps it, so that what is read back compares as it did before.
        return new Told(feedback, post.id(), claimed.truncatedTo(ChronoUnit.MICROS));
    }

    UUID key() {
        return feedback.key();
    }
}
