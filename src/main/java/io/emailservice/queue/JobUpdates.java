package io.emailservice.queue;

import io.vertx.core.Future;
import java.util.List;

/**
 * What a handler may write to a job that it works on, for others to read. Callable from any context.
 *
 * <p>Every call fails with {@link IllegalStateException} if the job was removed meanwhile, and with {@link RedisAway} if
 * Redis doesn't answer.
 */
public final class JobUpdates {
    private static final int GONE = -1;

    private final RedisLink link;

    public JobUpdates(RedisLink link) {
        this.link = link;
    }

    /**
     * Tells how far the work is; readers of the queue's events get it too.
     *
     * @param json JSON text; a text that isn't JSON is stored as a JSON string
     */
    public Future<Void> progress(Job job, String json) {
        return write(job, "progress", SettleBatch.json(json)).mapEmpty();
    }

    /** Replaces the job's data: what the next worker that claims the job gets. */
    public Future<Void> data(Job job, String json) {
        return write(job, "data", SettleBatch.json(json)).mapEmpty();
    }

    /** Adds a row to the job's log; gives the number of rows kept, which the job's {@code keepLogs} bounds. */
    public Future<Integer> log(Job job, String row) {
        return write(job, "log", row);
    }

    private Future<Integer> write(Job job, String what, String text) {
        return link.run(Script.UPDATE, job.queue(), List.of(what, job.id(), text))
                .compose(answer -> answer.toInteger() == GONE
                        ? Future.failedFuture(new IllegalStateException("job " + job.id() + " is gone"))
                        : Future.succeededFuture(answer.toInteger()));
    }
}
