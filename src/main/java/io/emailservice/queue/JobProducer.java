package io.emailservice.queue;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds jobs to queues and makes finished ones ready again, and leaves in Redis what BullMQ's own client would. Callable from
 * any context.
 *
 * <p>A failure with {@link RedisAway} that {@link RedisAway#wasSent() was sent} leaves open whether the jobs were added:
 * give jobs ids of their own to add them again safely.
 */
public final class JobProducer {
    private static final int MOST_JOBS_PER_CALL = 200;
    private static final int MOST_BYTES_PER_CALL = 1 << 20;

    private final QueueSetup setup;
    private final RedisLink link;

    public JobProducer(QueueSetup setup, RedisLink link) {
        this.setup = setup;
        this.link = link;
    }

    /** A job of one of this producer's queues as the parent of others. */
    public ParentJob parent(String queue, String id) {
        return new ParentJob(setup.queueKey(queue), id);
    }

    /**
     * Adds one job; gives its id, or that of the job that stands for it: one with the same id, which may have finished, or
     * the owner of its deduplication id.
     *
     * @return fails as {@link #addAll} does
     */
    public Future<String> add(String queue, NewJob job) {
        return addAll(queue, List.of(job)).map(ids -> ids.get(0));
    }

    /**
     * Adds jobs in their order, as few calls as bounds allow; gives their ids.
     *
     * @return fails with {@link IllegalArgumentException} and adds nothing if one of them isn't a job BullMQ takes; with
     *     {@link JobsRefused} after having added the others if the parent of some is missing or isn't theirs; otherwise
     *     after having added some of them
     */
    public Future<List<String>> addAll(String queue, List<NewJob> jobs) {
        try {
            JobBounds.checkQueue(queue);
            jobs.forEach(JobBounds::check);
        } catch (IllegalArgumentException refused) {
            return Future.failedFuture(refused);
        }
        return addNext(queue, jobs, new JobAnswers(jobs.size()));
    }

    /**
     * Makes a finished job ready again, behind those that wait already.
     *
     * @return fails with {@link JobsRefused} if there is no such job among those that ended so
     */
    public Future<Void> retry(String queue, String id, Redrive how) {
        return retryAll(queue, List.of(id), how);
    }

    /**
     * Makes finished jobs ready again, as few calls as bounds allow.
     *
     * @return fails with {@link JobsRefused} after having done so with the others if some are not among those that ended so;
     *     otherwise after having done so with some of them
     */
    public Future<Void> retryAll(String queue, List<String> ids, Redrive how) {
        try {
            JobBounds.checkQueue(queue);
        } catch (IllegalArgumentException refused) {
            return Future.failedFuture(refused);
        }
        return retryNext(queue, ids, how, new JobAnswers(ids.size())).mapEmpty();
    }

    /**
     * Makes a delayed job ready before its time.
     *
     * @return false if it isn't delayed
     */
    public Future<Boolean> promote(String queue, String id) {
        try {
            JobBounds.checkQueue(queue);
        } catch (IllegalArgumentException refused) {
            return Future.failedFuture(refused);
        }
        return link.run(Script.WAKE, queue, List.of(id)).map(answer -> answer.toInteger() == 1);
    }

    private Future<List<String>> addNext(String queue, List<NewJob> jobs, JobAnswers answers) {
        if (answers.size() >= jobs.size()) {
            return answers.whole();
        }
        long now = setup.clock().millis();
        List<Object> arguments = new ArrayList<>();
        int bytes = 0;
        for (NewJob job : nextOf(jobs, answers.size())) {
            if (bytes >= MOST_BYTES_PER_CALL) {
                break;
            }
            bytes += job.data().length();
            AddArguments.write(arguments, job, ownId(job), now, false);
        }
        return link.run(Script.ADD, queue, arguments).compose(added -> {
            answers.take(added, place -> ownId(jobs.get(place)));
            return addNext(queue, jobs, answers);
        });
    }

    private Future<List<String>> retryNext(String queue, List<String> ids, Redrive how, JobAnswers answers) {
        if (answers.size() >= ids.size()) {
            return answers.whole();
        }
        List<Object> arguments = new ArrayList<>();
        arguments.add(how.completed() ? "completed" : "failed");
        arguments.add(how.completed() ? "returnvalue" : "failedReason");
        arguments.add(how.resetAttemptsMade() ? "1" : "");
        arguments.add(how.resetAttemptsStarted() ? "1" : "");
        arguments.addAll(nextOf(ids, answers.size()));
        return link.run(Script.RETRY, queue, arguments).compose(codes -> {
            answers.take(codes, ids::get);
            return retryNext(queue, ids, how, answers);
        });
    }

    private static <T> List<T> nextOf(List<T> all, int from) {
        return all.subList(from, Math.min(all.size(), from + MOST_JOBS_PER_CALL));
    }

    private static String ownId(NewJob job) {
        String id = job.options().jobId();
        return id == null ? "" : id;
    }
}
