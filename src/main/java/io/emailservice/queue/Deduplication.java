package io.emailservice.queue;

/**
 * Adds a job only if no other owns the same deduplication id: the owner's id is then given instead of a new one.
 *
 * @param ttlMillis how long the id is owned; 0 for as long as the owner isn't finished
 * @param extend true begins the time to live again with each job that isn't added
 * @param replace true puts the new job in the place of an owner that is delayed
 * @param reschedule true moves an owner that is delayed to the new job's due time
 * @param keepLastIfActive true keeps the newest job that came while the owner was active, and adds it when the owner is
 *     finished; there is then no time to live
 */
public record Deduplication(
        String id, long ttlMillis, boolean extend, boolean replace, boolean reschedule, boolean keepLastIfActive) {
    /** One job with this id at a time. */
    public static Deduplication simple(String id) {
        return new Deduplication(id, 0, false, false, false, false);
    }

    /** One job with this id per span of time, however soon it is finished. */
    public static Deduplication throttle(String id, long ttlMillis) {
        return new Deduplication(id, ttlMillis, false, false, false, false);
    }

    /** The newest job of a burst: each takes the place of the one before while that is delayed. */
    public static Deduplication debounce(String id, long ttlMillis) {
        return new Deduplication(id, ttlMillis, true, true, false, false);
    }

    /** One job at a time, and the newest that came meanwhile after it. */
    public static Deduplication keepLast(String id) {
        return new Deduplication(id, 0, false, false, false, true);
    }

    public Deduplication withReschedule(boolean reschedule) {
        return new Deduplication(id, ttlMillis, extend, replace, reschedule, keepLastIfActive);
    }
}
