package io.emailservice.queue;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/**
 * A claimed job, as it was when it was claimed. Not changed by anyone: treat {@code data} as read-only.
 *
 * @param id unique in its queue; may contain colons
 * @param data the producer's JSON text, undecoded
 * @param attemptsMade attempts that were settled before this one
 * @param attemptsStarted claims, this one included
 * @param stalledCount how often a worker lost the job
 * @param timestamp when the producer made it
 * @param token who holds the lock: one per claim
 */
public record Job(
        String queue,
        String id,
        String name,
        Buffer data,
        JobOptions options,
        int attemptsMade,
        int attemptsStarted,
        int stalledCount,
        Instant timestamp,
        String token) {
    /** True if the options leave no further attempt after this one. */
    public boolean isLastAttempt() {
        return attemptsMade + 1 >= options.attempts();
    }
}
