package io.emailservice.limit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Clock;

/**
 * A rate limit with a burst: tokens come in steadily and no more than a burst is kept. Who takes more than a burst at once
 * takes all of it. Has one owner thread.
 */
final class TokenBucket {
    private static final double TINY = 1e-9;

    private final Clock clock;
    private final double burst;
    private double perSecond;
    private double tokens;
    private long filledAt;

    /** A rate of 0 means no limit; a burst below 1 counts as 1. */
    TokenBucket(Clock clock, double perSecond, double burst) {
        this.clock = clock;
        this.burst = Math.max(1, burst);
        this.perSecond = perSecond;
        this.tokens = this.burst;
        this.filledAt = clock.millis();
    }

    /** Takes tokens if they are there. */
    @CanIgnoreReturnValue
    boolean take(int wanted) {
        if (millisUntil(wanted) > 0) {
            return false;
        }
        if (perSecond > 0) {
            tokens -= Math.min(wanted, burst);
        }
        return true;
    }

    /** Milliseconds until {@link #take} can succeed; 0 if it can now. */
    long millisUntil(int wanted) {
        if (perSecond <= 0) {
            return 0;
        }
        fill();
        double missing = Math.min(wanted, burst) - tokens;
        return missing <= TINY ? 0 : Math.max(1, (long) Math.ceil(missing * 1_000 / perSecond));
    }

    /** Changes the rate from now on; tokens at hand stay. */
    void perSecond(double rate) {
        fill();
        perSecond = rate;
    }

    /** A clock that jumps back brings no tokens and takes none. */
    private void fill() {
        long now = clock.millis();
        double gained = Math.max(0, now - filledAt) * perSecond / 1_000;
        tokens = Math.min(burst, tokens + gained);
        filledAt = now;
    }
}
