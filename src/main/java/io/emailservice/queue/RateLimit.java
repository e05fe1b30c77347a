package io.emailservice.queue;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * The most jobs of a queue that all its workers together may claim in a span of time: BullMQ's {@code limiter} of a
 * worker. A limit that the queue itself has ({@code setGlobalRateLimit}) goes before its {@code max}, not before its
 * duration, as with the official worker.
 */
public record RateLimit(int max, Duration duration) {
    private static final int LARGEST_MAX = 1_000_000;
    private static final long LONGEST_REST_MILLIS = 30_000;

    /** Reads one entry of the section {@code queue.limits}. */
    static RateLimit from(Section section) {
        RateLimit limit = new RateLimit(
                section.integer("max", LARGEST_MAX, 1, LARGEST_MAX),
                section.duration("duration", Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofDays(1)));
        section.end();
        return limit;
    }

    /**
     * How long to claim nothing when a limit ends after so many milliseconds: not longer than it takes to notice that others
     * ended it, and to make the delayed jobs ready that are due meanwhile.
     */
    static long restMillis(long leftMillis) {
        return Math.min(LONGEST_REST_MILLIS, leftMillis);
    }
}
