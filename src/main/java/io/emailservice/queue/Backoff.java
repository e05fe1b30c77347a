package io.emailservice.queue;

import java.util.function.DoubleSupplier;

/**
 * How long a job waits between attempts, as its producer asked for it.
 *
 * @param type {@code fixed} or {@code exponential}; another type belongs to a strategy of the producer's own worker and
 *     is treated as fixed, because a job that has run must never break on its options
 * @param delayMillis the first delay; 0 for none
 * @param jitter the share of the delay that is random, from 0 to 1
 */
public record Backoff(String type, long delayMillis, double jitter) {
    public static final Backoff NONE = new Backoff("fixed", 0, 0);

    private static final long LONGEST_MILLIS = 365L * 24 * 60 * 60 * 1000;

    public static Backoff fixed(long delayMillis) {
        return new Backoff("fixed", delayMillis, 0);
    }

    public static Backoff exponential(long delayMillis) {
        return new Backoff("exponential", delayMillis, 0);
    }

    /**
     * The delay in milliseconds before the next attempt, computed as BullMQ does; from none to a year, whatever the job
     * says.
     *
     * @param attemptsMade the attempts made so far, the failed one included: 1 after the first
     * @param random gives numbers from 0 (inclusive) to 1
     */
    public long delayAfter(int attemptsMade, DoubleSupplier random) {
        double whole =
                type.equals("exponential") ? delayMillis * Math.pow(2, Math.max(0, attemptsMade - 1)) : delayMillis;
        double bounded = Math.max(0, Math.min(LONGEST_MILLIS, whole));
        if (jitter <= 0) {
            return Math.round(bounded);
        }
        double share = Math.min(1, jitter);
        return (long) Math.floor(random.getAsDouble() * bounded * share + bounded * (1 - share));
    }
}
