package io.emailservice.provider;

import java.time.Clock;

/**
 * A rate limit with a burst: tokens come in steadily, each message takes one, and no more than a burst is kept. Has one
 * owner thread.
 */
final class TokenBucket {
    private final Clock clock;
    private final double burst;
    private double perSecond;
    private double tokens;
    private long filledAt;

    /** A rate of 0 means no limit. */
    TokenBucket(Clock clock, double perSecond, int burst) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
        this.tokens = burst;
        this.filledAt = clock.millis();
    }

    /** Takes one token if there is one. */
    boolean take() {
        if (perSecond <= 0) {
            return true;
        }
        fill();
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    /** Milliseconds until {@link #take} can succeed, at least 1. */
    long millisUntilNext() {
        if (perSecond <= 0) {
            return 1;
        }
        fill();
        return Math.max(1, (long) Math.ceil((1 - tokens) * 1_000 / perSecond));
    }

    double perSecond() {
        return perSecond;
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
