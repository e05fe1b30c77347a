package io.emailservice.queue;

/**
 * Which finished jobs stay in Redis: BullMQ's {@code removeOnComplete} and {@code removeOnFail}.
 *
 * @param count how many to keep: -1 for all, 0 to remove at once
 * @param ageSeconds older ones are removed when a later job finishes; 0 for no age
 * @param limit the most that one finishing job removes by age
 */
public record Keep(long count, long ageSeconds, long limit) {
    private static final long DEFAULT_LIMIT = 1000;

    public static final Keep ALL = new Keep(-1, 0, DEFAULT_LIMIT);
    public static final Keep NONE = new Keep(0, 0, DEFAULT_LIMIT);

    public static Keep last(long count) {
        return new Keep(count, 0, DEFAULT_LIMIT);
    }

    public static Keep forSeconds(long ageSeconds) {
        return new Keep(-1, ageSeconds, DEFAULT_LIMIT);
    }
}
