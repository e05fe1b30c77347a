package io.emailservice.queue;

/**
 * What the room counts. Per queue, claimed = settled + lost + in flight; {@code settled} counts answers of Redis, so a
 * job counts once however often its settlement was sent. Rising lost locks or stalled jobs mean that a loop is blocked or
 * that Redis is too slow.
 */
public interface QueueMetrics {
    QueueMetrics NONE = new QueueMetrics() {};

    /** One claim that returned jobs. */
    default void claimed(String queue, int jobs) {}

    /** Jobs of one settle batch that Redis confirmed. */
    default void settled(String queue, Settlement.Kind kind, int jobs) {}

    /** One settle batch that was sent, whatever came of it. */
    default void settleBatch(String queue, int jobs) {}

    /** Jobs in hand that another worker may already have. */
    default void lost(String queue, int jobs) {}

    /** Jobs that this process's stalled check gave back to the queue, of any worker. */
    default void stalled(String queue, int jobs) {}

    /** Next jobs of schedules that were made when their last ones were claimed. */
    default void scheduled(String queue, int jobs) {}

    /** A schedule whose last job was claimed. */
    default void scheduleEnded(String queue, ScheduleEnd reason) {}

    /** A connection to Redis that was lost and made again. */
    default void reconnected() {}

    /** One call that Redis refused for a reason of its own: no memory, no disk, another script that doesn't end. */
    default void refused() {}

    /** One claim, settle batch or check of a queue that Redis answered with an error: a key is not what it must be. */
    default void broken(String queue) {}

    /** Ids in a queue's lists without a job behind them. */
    default void dropped(String queue, int ids) {}
}
