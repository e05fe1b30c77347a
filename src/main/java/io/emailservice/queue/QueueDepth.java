package io.emailservice.queue;

/**
 * The jobs of one queue by state.
 *
 * @param waiting ready jobs without a priority, those of a paused queue included
 * @param oldestWaitingMillis age of the ready job that is next in line, 0 if there is none
 */
public record QueueDepth(
        long waiting,
        long prioritized,
        long delayed,
        long active,
        long failed,
        long completed,
        long oldestWaitingMillis) {}
