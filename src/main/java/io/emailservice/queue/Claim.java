package io.emailservice.queue;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
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

    /** How long the job rests by its settlement; 0 if it doesn't. */
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

    /** Takes what becomes of the job, and the rest that this means: the settlement's own, or that of the job's backoff. */
    void decide(Settlement decided) {
        settlement = decided;
        Duration asked = decided.delay();
        if (asked != null) {
            delayMillis = Math.max(0, asked.toMillis());
        } else if (decided.kind() == Settlement.Kind.RETRY) {
            delayMillis =
                    job.options().backoff().delayAfter(job.attemptsMade() + 1, ThreadLocalRandom.current()::nextDouble);
        } else {
            delayMillis = 0;
        }
    }
}
