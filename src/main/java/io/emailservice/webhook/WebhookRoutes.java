package io.emailservice.webhook;

import io.emailservice.ops.ThrottledLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /webhooks/mailgun[/ACCOUNT]} and {@code /webhooks/ses[/ACCOUNT]}: bounded in number, size and time, and
 * answered with 200 only after the commit. May be mounted on several event loops; the bounds hold for all together.
 */
public final class WebhookRoutes {
    private static final Buffer STORED = Buffer.buffer("{\"status\":\"stored\"}");
    private static final String JSON = "application/json";
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final String RETRY_AFTER_SECONDS = "10";
    private static final Duration LOG_EVERY = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final WebhookConfig config;
    private final Map<String, Sender> accounts;
    private final Inbox inbox;
    private final WebhookMetrics metrics;
    private final WebhookAlerts alerts;
    private final Clock clock;
    private final PostsInHand inHand;
    private final RefusalWatch watch;
    private final ThrottledLog log;

    /** Of the accounts, {@code kinds} has the kind of each by its name; posts to any other name are refused. */
    public WebhookRoutes(
            Vertx vertx,
            WebhookConfig config,
            Map<String, String> kinds,
            Inbox inbox,
            WebhookMetrics metrics,
            WebhookAlerts alerts,
            Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.accounts = Gates.senders(kinds);
        this.inbox = inbox;
        this.metrics = metrics;
        this.alerts = alerts;
        this.clock = clock;
        this.inHand = new PostsInHand(config.maxInHand(), config.maxBytesInHand());
        this.watch = new RefusalWatch(config.alertAfter(), config.alertWindow(), clock);
        this.log = new ThrottledLog(LoggerFactory.getLogger(WebhookRoutes.class), clock, LOG_EVERY);
    }

    /** Adds the routes to a router that may have others. Call on the event loop that will serve them. */
    public void mount(Router router) {
        Gates gates = new Gates(vertx, config, accounts, clock);
        Reception reception = new Reception(inbox, gates.confirmation(), metrics, alerts, clock);
        for (Sender sender : Sender.values()) {
            String path = "/webhooks/" + sender.provider();
            router.post(path).handler(context -> take(context, sender, gates, reception));
            router.post(path + "/:account").handler(context -> take(context, sender, gates, reception));
        }
    }

    /** Posts being read, checked or stored now. */
    public int inHand() {
        return inHand.posts();
    }

    private void take(RoutingContext context, Sender sender, Gates gates, Reception reception) {
        @Nullable String account = context.pathParam("account");
        if (!inHand.enter()) {
            refuse(context, sender, account, new Refused(Refusal.BUSY));
            return;
        }
        Instant receivedAt = clock.instant();
        BodyReader reader = new BodyReader(vertx, context.request(), inHand, config.maxBodyBytes());
        Future<Void> kept = reader.read(config.bodyTimeout())
                .compose(body -> receive(gates.find(sender, account), reception, context, body, receivedAt));
        long late = vertx.setTimer(
                config.bodyTimeout().plus(config.answerTimeout()).toMillis(),
                fired -> refuse(context, sender, account, new Refused(Refusal.NOT_STORED)));
        // The post stays in hand until its commit is decided, even where the sender isn't kept waiting for it.
        kept.onComplete(done -> {
            inHand.leave(reader.granted());
            if (!vertx.cancelTimer(late)) {
                return;
            }
            if (done.succeeded()) {
                answer(context, 200, JSON, STORED);
            } else {
                refuse(context, sender, account, done.cause());
            }
        });
    }

    private static Future<Void> receive(
            @Nullable Gate gate, Reception reception, RoutingContext context, Buffer body, Instant receivedAt) {
        return gate == null
                ? Future.failedFuture(new Refused(Refusal.UNKNOWN_ACCOUNT))
                : reception.receive(gate, context.request(), body, receivedAt);
    }

    private void refuse(RoutingContext context, Sender sender, @Nullable String account, Throwable failure) {
        Refusal refusal = Refused.of(failure);
        String provider = sender.provider();
        metrics.refused(provider, refusal.wire());
        String known = account != null && accounts.containsKey(account) ? account : null;
        log.warn(
                provider + "/" + refusal.wire(),
                "event=post_refused provider=" + provider + " account=" + known + " cause=" + refusal.wire()
                        + (refusal.status(sender) >= 500 ? " reason=\"" + failure + '"' : ""));
        if (refusal.isSuspicious() && watch.note(sender)) {
            alerts.refusalsRose(provider, known, refusal.wire(), config.alertAfter());
        }
        int status = refusal.status(sender);
        JsonObject problem = new JsonObject()
                .put("type", "about:blank")
                .put("title", status < 300 ? "Repeated" : "Refused")
                .put("status", status)
                .put("detail", refusal.wire());
        answer(context, status, status < 300 ? JSON : PROBLEM_JSON, problem.toBuffer());
    }

    private void answer(RoutingContext context, int status, String type, Buffer body) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (status == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .end(body)
                .onFailure(gone -> log.warn("answer", "event=post_answer_lost status=" + status));
    }
}
