package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Adds jobs to queues and leaves in Redis what BullMQ's own client would. Callable from any context.
 *
 * <p>A failure with {@link RedisAway} that {@link RedisAway#wasSent() was sent} leaves open whether the jobs were added:
 * give jobs ids of their own to add them again safely.
 */
public final class JobProducer {
    private static final int MOST_JOBS_PER_CALL = 200;
    private static final int MOST_BYTES_PER_CALL = 1 << 20;
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");

    private final QueueSetup setup;
    private final RedisLink link;

    public JobProducer(QueueSetup setup, RedisLink link) {
        this.setup = setup;
        this.link = link;
    }

    /** Adds one job; gives its id, which is a known job's if the job brought that id. */
    public Future<String> add(String queue, NewJob job) {
        return addAll(queue, List.of(job)).map(ids -> ids.get(0));
    }

    /**
     * Adds jobs in their order, as few calls as bounds allow; gives their ids.
     *
     * @return fails with {@link IllegalArgumentException} and adds nothing if one of them isn't a job BullMQ takes; fails
     *     otherwise after having added some of them
     */
    public Future<List<String>> addAll(String queue, List<NewJob> jobs) {
        try {
            jobs.forEach(JobProducer::check);
        } catch (IllegalArgumentException refused) {
            return Future.failedFuture(refused);
        }
        return addFrom(queue, jobs, 0, new ArrayList<>(jobs.size()));
    }

    private Future<List<String>> addFrom(String queue, List<NewJob> jobs, int from, List<String> ids) {
        if (from >= jobs.size()) {
            return Future.succeededFuture(List.copyOf(ids));
        }
        String now = Long.toString(setup.clock().millis());
        List<Object> arguments = new ArrayList<>();
        int to = from;
        int bytes = 0;
        while (to < jobs.size() && to - from < MOST_JOBS_PER_CALL && bytes < MOST_BYTES_PER_CALL) {
            NewJob job = jobs.get(to++);
            bytes += job.data().length();
            write(arguments, job, now);
        }
        int next = to;
        return link.run(Script.ADD, queue, arguments).compose(added -> {
            for (Response id : added) {
                ids.add(id.toString());
            }
            return addFrom(queue, jobs, next, ids);
        });
    }

    /** In the order of {@code add.lua}. */
    private static void write(List<Object> arguments, NewJob job, String now) {
        JobOptions options = job.options();
        String id = options.jobId();
        arguments.add(id == null ? "" : id);
        arguments.add(job.name());
        arguments.add(now);
        arguments.add(options.delayMillis());
        arguments.add(options.priority());
        arguments.add(options.lifo() ? "1" : "");
        arguments.add(JobOptionsJson.write(options));
        arguments.add(job.data());
    }

    private static void check(NewJob job) {
        JobOptions options = job.options();
        String id = options.jobId();
        if (id != null
                && (id.isEmpty() || id.contains(":") || NUMBER.matcher(id).matches())) {
            throw new IllegalArgumentException("a job id must not be empty, a whole number or contain a colon: " + id);
        }
        if (options.priority() < 0 || options.priority() > JobOptions.HIGHEST_PRIORITY_NUMBER) {
            throw new IllegalArgumentException("a priority is from 0 to " + JobOptions.HIGHEST_PRIORITY_NUMBER);
        }
        if (options.delayMillis() < 0) {
            throw new IllegalArgumentException("a delay is not negative");
        }
        if (job.data().length() == 0) {
            throw new IllegalArgumentException("the data of a job is JSON, not empty");
        }
    }
}
