package io.emailservice.webhook;

import io.emailservice.message.Uuid7;
import io.emailservice.provider.PostVerdict;
import io.emailservice.webhook.Inbox.Receipt;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to a post whose body is there: check, keep, and only then say so. Runs on any event loop. */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    private static final int MAX_CONTENT_TYPE = 200;

    private final Inbox inbox;
    private final Confirmation confirmation;
    private final WebhookMetrics metrics;
    private final WebhookAlerts alerts;
    private final Clock clock;
    private final Uuid7 ids;

    Reception(Inbox inbox, Confirmation confirmation, WebhookMetrics metrics, WebhookAlerts alerts, Clock clock) {
        this.inbox = inbox;
        this.confirmation = confirmation;
        this.metrics = metrics;
        this.alerts = alerts;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    /** Completes after the commit; fails with {@link Refused}, or by a bug. */
    Future<Void> receive(Gate gate, HttpServerRequest request, Buffer body, Instant receivedAt) {
        return gate.check(request, body)
                .compose(verdict -> verdict.match(new PostVerdict.Cases<Future<Void>>() {
                    @Override
                    public Future<Void> genuine(PostVerdict.Genuine genuine) {
                        String type = contentType(request);
                        return keep(
                                gate.sender(),
                                new RawPost(
                                        ids.next(),
                                        gate.sender().provider(),
                                        gate.account(),
                                        RawPost.Way.HTTP,
                                        receivedAt,
                                        genuine.onceKey(),
                                        type,
                                        body));
                    }

                    @Override
                    public Future<Void> handshake(PostVerdict.Handshake handshake) {
                        return handshake.ending() ? ended(gate, handshake) : confirm(gate, handshake);
                    }

                    @Override
                    public Future<Void> refused(PostVerdict.Refused refused) {
                        return Future.failedFuture(new Refused(Refusal.of(refused.cause())));
                    }

                    @Override
                    public Future<Void> unavailable(PostVerdict.Unavailable unavailable) {
                        return Future.failedFuture(
                                new Refused(Refusal.UNCHECKED, new IllegalStateException(unavailable.why())));
                    }
                }));
    }

    private Future<Void> keep(Sender sender, RawPost post) {
        return inbox.store(post)
                .recover(failure -> Future.failedFuture(new Refused(Refusal.NOT_STORED, failure)))
                .compose(receipt -> {
                    if (receipt == Receipt.REPLAYED && !sender.signsBody()) {
                        return Future.failedFuture(new Refused(Refusal.REPLAYED));
                    }
                    Duration took = Duration.between(post.receivedAt(), clock.instant());
                    metrics.stored(post.provider(), post.way(), receipt, took);
                    return Future.succeededFuture();
                });
    }

    private Future<Void> confirm(Gate gate, PostVerdict.Handshake handshake) {
        return confirmation
                .confirm(handshake.confirm())
                .recover(failure -> Future.failedFuture(new Refused(Refusal.NOT_CONFIRMED, failure)))
                .onSuccess(confirmed -> {
                    LOG.info("event=subscription_confirmed topic={} account={}", handshake.topic(), gate.account());
                    metrics.handshake(gate.sender().provider(), false);
                });
    }

    private Future<Void> ended(Gate gate, PostVerdict.Handshake handshake) {
        LOG.warn("event=subscription_ended topic={} account={}", handshake.topic(), gate.account());
        metrics.handshake(gate.sender().provider(), true);
        alerts.unsubscribed(gate.sender().provider(), gate.account(), handshake.topic());
        return Future.succeededFuture();
    }

    private static String contentType(HttpServerRequest request) {
        @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return "";
        }
        return type.length() <= MAX_CONTENT_TYPE ? type : type.substring(0, MAX_CONTENT_TYPE);
    }
}
