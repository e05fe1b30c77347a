package io.emailservice.webhook;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pollers of one queue. Its stop ends when everything received is committed and deleted, or given back. */
public final class QueueVerticle extends VerticleBase {
    private final String name;
    private final WebhookConfig config;
    private final QueueConfig queue;
    private final Inbox inbox;
    private final WebhookMetrics metrics;
    private final Clock clock;
    private final List<QueuePoller> pollers = new ArrayList<>();
    private @Nullable QueueClient client;

    public QueueVerticle(
            String name, WebhookConfig config, QueueConfig queue, Inbox inbox, WebhookMetrics metrics, Clock clock) {
        this.name = name;
        this.config = config;
        this.queue = queue;
        this.inbox = inbox;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** A queue that is away doesn't keep the service from starting: the pollers try again. */
    @Override
    public Future<?> start() {
        return SqsQueue.open(vertx, queue).onSuccess(opened -> {
            client = opened;
            QueuedPosts posts =
                    new QueuedPosts(queue.accountOrNull(), config.ses().topics(), clock);
            for (int i = 0; i < queue.pollers(); i++) {
                QueuePoller poller = new QueuePoller(vertx, name, queue, opened, posts, inbox, metrics, clock);
                pollers.add(poller);
                poller.start();
            }
        });
    }

    @Override
    public Future<?> stop() {
        return Future.join(pollers.stream().map(QueuePoller::stop).toList()).eventually(() -> {
            QueueClient opened = client;
            return opened == null ? Future.succeededFuture() : closed(opened);
        });
    }

    /** Closing the SDK's client waits for its threads. */
    private Future<Void> closed(QueueClient opened) {
        return vertx.executeBlocking(
                () -> {
                    opened.close();
                    return null;
                },
                false);
    }
}
