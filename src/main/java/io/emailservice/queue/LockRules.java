package io.emailservice.queue;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * How long a claim holds, and how often a job may be lost or begun.
 *
 * @param duration how long a claim holds without renewal
 * @param stalledInterval how often lost jobs are looked for
 * @param maxStalledCount how often a job may be lost before it fails; BullMQ's own default is 1
 * @param maxStartedAttempts how often a job may be claimed before it fails, whatever came of the claims; 0 for no bound
 */
public record LockRules(Duration duration, Duration stalledInterval, int maxStalledCount, int maxStartedAttempts) {
    public static final LockRules DEFAULTS = new LockRules(Duration.ofSeconds(30), Duration.ofSeconds(30), 10, 0);

    /** True if the job may not be claimed another time, whatever attempts its options leave. */
    boolean isLastStart(Job job) {
        return maxStartedAttempts > 0 && job.attemptsStarted() >= maxStartedAttempts;
    }

    /** Reads the section {@code queue.locks}. */
    static LockRules from(Section section) {
        LockRules rules = new LockRules(
                section.duration("duration", DEFAULTS.duration, Duration.ofSeconds(1), Duration.ofHours(1)),
                section.duration(
                        "stalledInterval", DEFAULTS.stalledInterval, Duration.ofSeconds(1), Duration.ofHours(1)),
                section.integer("maxStalledCount", DEFAULTS.maxStalledCount, 0, 1000),
                section.integer("maxStartedAttempts", DEFAULTS.maxStartedAttempts, 0, 1_000_000));
        section.end();
        return rules;
    }
}
