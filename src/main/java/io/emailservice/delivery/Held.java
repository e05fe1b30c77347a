package io.emailservice.delivery;

import io.emailservice.message.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntUnaryOperator;

/**
 * When a held message is looked at again. A fresh hold may be a slip that is lifted at once; an old one is looked at
 * more rarely, so that a million waiting jobs don't keep the nodes busy. Spread, so that they don't all come back at
 * once. Pure.
 */
final class Held {
    private static final long SOONEST_MILLIS = 1_000;
    private static final long LATEST_MILLIS = 30_000;
    private static final int PATIENCE = 4;

    private Held() {}

    /**
     * Wait before the next look.
     *
     * @param chance a number from 0 up to its argument, exclusive
     */
    static Duration lookAgainAfter(Hold hold, Instant now, IntUnaryOperator chance) {
        long age = Duration.between(hold.createdAt(), now).toMillis();
        long wait = Math.min(LATEST_MILLIS, Math.max(SOONEST_MILLIS, age / PATIENCE));
        Instant endsAt = hold.endsAt();
        if (endsAt != null) {
            wait = Math.min(
                    wait, Math.max(SOONEST_MILLIS, Duration.between(now, endsAt).toMillis()));
        }
        return Duration.ofMillis(wait + chance.applyAsInt(Math.toIntExact(wait / 2) + 1));
    }
}
