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

    /**
     * Says what becomes of a job that should fail without being worked on, because it was lost or begun too often, or a job
     * that it waited for has failed. By default it fails; a handler that keeps account of its jobs elsewhere ends it there
     * first, or works on it all the same.
     *
     * @param reason as it stands in Redis
     */
    default Future<Settlement> handleLost(Job job, String reason) {
        return Future.succeededFuture(new Settlement.Fail(reason));
    }
}
