package io.emailservice.delivery;

import java.time.Duration;
import java.util.function.IntFunction;

/**
 * How often and how slowly one job may be tried.
 *
 * @param attemptsMade attempts that were counted before this one
 * @param maxAttempts attempts allowed in all, at least 1
 * @param backoff wait after the n-th counted attempt, n from 1
 */
public record Patience(int attemptsMade, int maxAttempts, IntFunction<Duration> backoff) {
    /** Whether the attempt being made now is the last one that counts. */
    boolean exhausted() {
        return attemptsMade + 1 >= maxAttempts;
    }

    Duration delayAfterThisAttempt() {
        return backoff.apply(attemptsMade + 1);
    }
}
