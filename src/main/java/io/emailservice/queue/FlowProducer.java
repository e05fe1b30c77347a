package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Adds a job together with its children and theirs, over queues of one prefix, and leaves in Redis what BullMQ's own client
 * would. Callable from any context.
 *
 * <p>One script adds the whole flow or nothing: a worker never sees a parent without its children, and no answer that is
 * lost leaves a half. The official client sends a transaction that adds what it can, and a parent from which a child is
 * kept then waits for good. What one script does nobody interrupts, so the size of a flow has bounds.
 */
public final class FlowProducer {
    private static final int MOST_JOBS = 1000;
    private static final long MOST_BYTES = 4 << 20;

    private final QueueSetup setup;
    private final RedisLink link;

    public FlowProducer(QueueSetup setup, RedisLink link) {
        this.setup = setup;
        this.link = link;
    }

    /**
     * Adds a flow; gives its ids. A child that is done already counts as done; a job whose id is known isn't added again, but
     * gets the parent and the children of the flow.
     *
     * @return fails and adds nothing, with {@link IllegalArgumentException} if the flow has too many jobs, one of them isn't
     *     one BullMQ takes, or one is there twice; with {@link JobsRefused} if the parent that the topmost job names is
     *     missing, or a job has another parent already
     */
    public Future<AddedFlow> add(FlowJob flow) {
        try {
            List<Node> nodes = byLevel(flow);
            return link.run(Script.FLOW, flow.queue(), arguments(nodes)).compose(answer -> added(nodes, answer));
        } catch (IllegalArgumentException refused) {
            return Future.failedFuture(refused);
        }
    }

    /** All jobs, parents before their children, in the order of the official client. */
    private List<Node> byLevel(FlowJob flow) {
        List<Node> nodes = new ArrayList<>();
        Set<ParentJob> known = new HashSet<>();
        long bytes = 0;
        nodes.add(node(flow, flow.job(), -1));
        for (int at = 0; at < nodes.size(); at++) {
            Node node = nodes.get(at);
            check(node);
            ParentJob self = new ParentJob(setup.queueKey(node.flow.queue()), node.id);
            if (!known.add(self)) {
                throw new IllegalArgumentException("jobId must be there once in a flow: " + node.id);
            }
            bytes += node.job.data().length();
            List<FlowJob> children = node.flow.children();
            if (nodes.size() + children.size() > MOST_JOBS || bytes > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "a flow must have at most " + MOST_JOBS + " jobs and " + MOST_BYTES + " bytes of data");
            }
            for (FlowJob child : children) {
                nodes.add(node(child, withParent(child.job(), self), at));
            }
        }
        return nodes;
    }

    private static Node node(FlowJob flow, NewJob job, int above) {
        String id = job.options().jobId();
        return new Node(flow, job, id == null ? UUID.randomUUID().toString() : id, above);
    }

    private static NewJob withParent(NewJob job, ParentJob parent) {
        if (job.options().parent() != null) {
            throw new IllegalArgumentException(
                    "parent of a child must not be given, it is the job above: " + job.name());
        }
        return new NewJob(job.name(), job.data(), job.options().withParent(parent));
    }

    private static void check(Node node) {
        JobBounds.checkQueue(node.flow.queue());
        JobBounds.check(node.job);
        if (!node.flow.children().isEmpty() && node.job.options().deduplication() != null) {
            throw new IllegalArgumentException(
                    "deduplication can't be used with children, which need to know their parent: " + node.job.name());
        }
    }

    /** In the order of {@code flow.lua}. */
    private List<Object> arguments(List<Node> nodes) {
        List<String> queues =
                nodes.stream().map(node -> node.flow.queue()).distinct().toList();
        long now = setup.clock().millis();
        List<Object> arguments = new ArrayList<>();
        arguments.add(now);
        arguments.add(queues.size());
        queues.forEach(queue -> arguments.add(setup.keys(queue)));
        for (Node node : nodes) {
            arguments.add(queues.indexOf(node.flow.queue()) + 1);
            boolean waits = !node.flow.children().isEmpty();
            AddArguments.write(arguments, node.job, node.id, now, waits);
        }
        return arguments;
    }

    private static Future<AddedFlow> added(List<Node> nodes, Response answer) {
        int code = answer.get(0).toInteger();
        if (code < 0) {
            Map<Integer, JobsRefused.Reason> reasons =
                    Map.of(answer.get(1).toInteger() - 1, JobsRefused.Reason.of(code));
            return Future.failedFuture(new JobsRefused(reasons, List.of()));
        }
        List<List<AddedFlow>> children = new ArrayList<>();
        nodes.forEach(node -> children.add(new ArrayList<>()));
        for (int at = nodes.size() - 1; at > 0; at--) {
            Node node = nodes.get(at);
            children.get(node.above).add(0, node.added(answer.get(at + 1), children.get(at)));
        }
        return Future.succeededFuture(nodes.get(0).added(answer.get(1), children.get(0)));
    }

    /**
     * A job of a flow on its way.
     *
     * @param job with its parent
     * @param above the place of its parent among all, -1 for none
     */
    private record Node(FlowJob flow, NewJob job, String id, int above) {
        AddedFlow added(Response id, List<AddedFlow> children) {
            return new AddedFlow(flow.queue(), id.toString(), children);
        }
    }
}
