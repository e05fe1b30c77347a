package io.emailservice.queue;

import java.time.Clock;

/**
 * What every part of the room needs.
 *
 * @param clock writes due times and timestamps that other workers of the queue compare with theirs
 */
public record QueueSetup(QueueConfig config, QueueMetrics metrics, Clock clock) {
    /** The queue as jobs name it: with the prefix. */
    String queueKey(String queue) {
        return config.prefix() + ":" + queue;
    }

    /** Where the keys of a queue begin, colon included. */
    String keys(String queue) {
        return queueKey(queue) + ":";
    }
}
