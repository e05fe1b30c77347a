package io.emailservice.queue;

/**
 * A job that waits until others are done: see {@link JobProducer#parent}.
 *
 * @param queueKey its queue with the prefix, such as {@code bull:mail}; must be in the same slot of a Redis Cluster
 */
public record ParentJob(String queueKey, String id) {
    /** The key of the job in Redis. */
    String key() {
        return queueKey + ":" + id;
    }
}
