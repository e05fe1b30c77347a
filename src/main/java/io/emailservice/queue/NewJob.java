package io.emailservice.queue;

import io.vertx.core.buffer.Buffer;

/**
 * A job to be added to a queue.
 *
 * @param data JSON text: readers of the queue decode it
 */
public record NewJob(String name, Buffer data, JobOptions options) {
    public NewJob(String name, Buffer data) {
        this(name, data, JobOptions.DEFAULTS);
    }
}
