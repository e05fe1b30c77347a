package io.emailservice.queue;

import org.jspecify.annotations.Nullable;

/** A job in hand: claimed, and not yet settled in Redis. Belongs to the poller's event loop. */
final class Claim {
    final Job job;

    /** The order of claims in this process. */
    final long turn;

    /** The failures so far, as JSON, or null. */
    final @Nullable String stackTraces;

    /** Why the job must fail without being worked on, or null. */
    final @Nullable String deferredFailure;

    long lockedAtMillis;
    boolean lockLost;

    @Nullable
    Settlement settlement;

    long delayMillis;

    /** True if a settlement was sent whose answer never came. */
    boolean sentBefore;

    Claim(Job job, long turn, @Nullable String stackTraces, @Nullable String deferredFailure, long lockedAtMillis) {
        this.job = job;
        this.turn = turn;
        this.stackTraces = stackTraces;
        this.deferredFailure = deferredFailure;
        this.lockedAtMillis = lockedAtMillis;
    }
}
