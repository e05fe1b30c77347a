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

    /** The schedule that made the job, or null. */
    final @Nullable Schedule schedule;

    long lockedAtMillis;
    boolean lockLost;

    @Nullable
    Settlement settlement;

    long delayMillis;

    /** True if a settlement was sent whose answer never came. */
    boolean sentBefore;

    /** What Redis keeps of a job that is no business of its handler. */
    record Remarks(
            @Nullable String stackTraces,
            @Nullable String deferredFailure,
            @Nullable Schedule schedule) {}

    Claim(Job job, long turn, Remarks remarks, long lockedAtMillis) {
        this.job = job;
        this.turn = turn;
        this.stackTraces = remarks.stackTraces();
        this.deferredFailure = remarks.deferredFailure();
        this.schedule = remarks.schedule();
        this.lockedAtMillis = lockedAtMillis;
    }
}
