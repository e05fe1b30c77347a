package io.emailservice.twin.sqs;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Receives that wait for messages, the longest waiting first. */
final class LongPolls {
    /** Receives beyond these are answered at once. */
    private static final int MOST_WAITING = 1_000;

    /** Messages often come in swarms; so long a receive lets more of them come, and so often waiters look again. */
    private static final long LINGER_MILLIS = 5;

    private static final long LOOK_MILLIS = 50;

    private final Vertx vertx;
    private final SqsQueues queues;
    private final Deque<Poll> waiting = new ArrayDeque<>();
    private boolean lingering;
    private boolean looking;

    LongPolls(Vertx vertx, SqsQueues queues) {
        this.vertx = vertx;
        this.queues = queues;
    }

    private record Poll(
            SqsQueue queue,
            int most,
            Duration visibility,
            BooleanSupplier gone,
            Promise<List<QueuedMessage>> received) {}

    /**
     * Messages, at once if there are any, else as soon as there are, and none when the wait is over.
     *
     * @param gone whether the client has given up: it gets nothing then, and nothing is hidden for it
     */
    Future<List<QueuedMessage>> receive(
            SqsQueue queue, int most, Duration visibility, Duration wait, BooleanSupplier gone) {
        List<QueuedMessage> messages = queues.receive(queue, most, visibility);
        if (!messages.isEmpty() || wait.isZero() || waiting.size() >= MOST_WAITING) {
            return Future.succeededFuture(messages);
        }
        Poll poll = new Poll(queue, most, visibility, gone, Promise.promise());
        waiting.addLast(poll);
        queue.onArrival(this::linger);
        look();
        long timer = vertx.setTimer(wait.toMillis(), over -> end(poll, List.of()));
        return poll.received.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void linger() {
        if (!lingering && !waiting.isEmpty()) {
            lingering = true;
            vertx.setTimer(LINGER_MILLIS, timer -> {
                lingering = false;
                serve();
            });
        }
    }

    /** Messages also come back when their visibility is over, which nobody tells. */
    private void look() {
        if (!looking && !waiting.isEmpty()) {
            looking = true;
            vertx.setTimer(LOOK_MILLIS, timer -> {
                looking = false;
                serve();
                look();
            });
        }
    }

    private void serve() {
        for (Poll poll : List.copyOf(waiting)) {
            if (poll.gone.getAsBoolean()) {
                end(poll, List.of());
                continue;
            }
            List<QueuedMessage> messages = queues.receive(poll.queue, poll.most, poll.visibility);
            if (!messages.isEmpty()) {
                end(poll, messages);
            }
        }
    }

    private void end(Poll poll, List<QueuedMessage> messages) {
        waiting.remove(poll);
        poll.received.tryComplete(messages);
    }
}
