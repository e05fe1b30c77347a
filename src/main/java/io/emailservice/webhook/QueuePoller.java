package io.emailservice.webhook;

import io.emailservice.ops.ThrottledLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * One loop: receive, keep, delete what is committed, again. A message whose commit fails stays in the queue and comes
 * back by itself. After a failure it waits, twice as long each time. Belongs to one event loop.
 */
final class QueuePoller {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LOG_EVERY = Duration.ofSeconds(30);
    private static final int DELETE_TRIES = 3;

    private final Vertx vertx;
    private final String name;
    private final Duration visibility;
    private final QueueClient queue;
    private final QueuedPosts posts;
    private final Inbox inbox;
    private final WebhookMetrics metrics;
    private final Clock clock;
    private final ThrottledLog log;
    private final Promise<Void> ended = Promise.promise();
    private Duration pause = FIRST_PAUSE;
    private boolean stopping;
    private boolean busy;
    private long timer = -1;

    QueuePoller(
            Vertx vertx,
            String name,
            QueueConfig config,
            QueueClient queue,
            QueuedPosts posts,
            Inbox inbox,
            WebhookMetrics metrics,
            Clock clock) {
        this.vertx = vertx;
        this.name = name;
        this.visibility = config.visibility();
        this.queue = queue;
        this.posts = posts;
        this.inbox = inbox;
        this.metrics = metrics;
        this.clock = clock;
        this.log = new ThrottledLog(LoggerFactory.getLogger(QueuePoller.class), clock, LOG_EVERY);
    }

    void start() {
        poll();
    }

    /** Receives nothing more; completes when what was received is done with. A receive that still waits is given up. */
    Future<Void> stop() {
        stopping = true;
        if (!busy) {
            vertx.cancelTimer(timer);
            ended.tryComplete();
        }
        return ended.future();
    }

    private void poll() {
        queue.receive()
                .compose(messages -> stopping ? Future.succeededFuture(true) : take(messages))
                .recover(failure -> {
                    if (!stopping) {
                        trouble("receive", failure);
                    }
                    return Future.succeededFuture(false);
                })
                .onSuccess(this::next);
    }

    private void next(boolean well) {
        busy = false;
        if (stopping) {
            ended.tryComplete();
        } else if (well) {
            pause = FIRST_PAUSE;
            // Not by a call, or an endless stock of messages would make an endless stack.
            vertx.runOnContext(again -> poll());
        } else {
            timer = vertx.setTimer(pause.toMillis(), again -> poll());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** True if all of it is in order. */
    private Future<Boolean> take(List<QueueClient.Received> messages) {
        if (messages.isEmpty()) {
            return Future.succeededFuture(true);
        }
        busy = true;
        metrics.received(name, messages.size());
        List<String> handles =
                messages.stream().map(QueueClient.Received::handle).toList();
        long extending = vertx.setPeriodic(visibility.toMillis() / 2, due -> queue.hide(handles, visibility)
                .onFailure(failure -> trouble("hide", failure)));
        List<String> kept = new ArrayList<>();
        return Future.join(messages.stream().map(message -> keep(message, kept)).toList())
                .transform(all -> {
                    vertx.cancelTimer(extending);
                    if (all.failed()) {
                        trouble("store", all.cause());
                    }
                    return delete(kept, DELETE_TRIES).map(deleted -> deleted && all.succeeded());
                });
    }

    private Future<Void> keep(QueueClient.Received message, List<String> kept) {
        Optional<RawPost> post = posts.post(message);
        if (post.isEmpty()) {
            metrics.refused(Sender.SES.provider(), Refusal.UNKNOWN_TOPIC.wire());
            log.warn("topic", "event=queued_post_left queue=" + name + " cause=unknown_topic");
            return Future.succeededFuture();
        }
        RawPost known = post.get();
        return inbox.store(known).map(receipt -> {
            kept.add(message.handle());
            metrics.stored(
                    known.provider(), known.way(), receipt, Duration.between(known.receivedAt(), clock.instant()));
            return null;
        });
    }

    private Future<Boolean> delete(List<String> handles, int tries) {
        if (handles.isEmpty()) {
            return Future.succeededFuture(true);
        }
        if (tries == 0) {
            // They come again, and are known then.
            log.warn("undeleted", "event=queued_posts_not_deleted queue=" + name + " count=" + handles.size());
            return Future.succeededFuture(false);
        }
        return queue.delete(handles)
                .compose(again -> {
                    metrics.deleted(name, handles.size() - again.size());
                    return delete(List.copyOf(again), tries - 1);
                })
                .recover(failure -> {
                    trouble("delete", failure);
                    return delete(handles, tries - 1);
                });
    }

    private void trouble(String call, Throwable failure) {
        metrics.queueFailed(name, call);
        log.warn(call, "event=queue_failed queue=" + name + " call=" + call + " reason=\"" + failure + '"');
    }
}
