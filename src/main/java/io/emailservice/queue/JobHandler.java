package io.emailservice.queue;

import io.vertx.core.Future;

/** Works on one job at a time, many at once; called on the poller's event loop, so it must not block. */
@FunctionalInterface
public interface JobHandler {
    /**
     * Works on a job and says what becomes of it. Called at most once per claim, but a job may be claimed again after a
     * crash or a lost lock: work must be idempotent.
     *
     * @return a failed future means that the worker broke: the job is retried by its own attempts and backoff
     */
    Future<Settlement> handle(Job job);
}
