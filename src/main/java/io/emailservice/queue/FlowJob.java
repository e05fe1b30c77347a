package io.emailservice.queue;

import java.util.List;

/**
 * A job to be added with its children, which it waits for. Names no parent in its options: that is the job above it.
 *
 * @param children empty for a job that waits for none; they may be in other queues of the same prefix
 */
public record FlowJob(String queue, NewJob job, List<FlowJob> children) {
    public FlowJob {
        children = List.copyOf(children);
    }

    /** A job without children. */
    public FlowJob(String queue, NewJob job) {
        this(queue, job, List.of());
    }
}
