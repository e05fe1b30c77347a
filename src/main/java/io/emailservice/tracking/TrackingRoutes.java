package io.emailservice.tracking;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints behind our links: {@code /t/o/} (pixel), {@code /t/c/} (redirect) and {@code /u/} (unsubscribe page and
 * RFC 8058 one-click). GET changes nothing but the record of an open or a click. Safe from any event loop.
 */
public final class TrackingRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(TrackingRoutes.class);
    private static final long MAX_FORM_BYTES = 8_192;
    private static final int MAX_RECORDING = 10_000;
    private static final int LOG_EVERY = 1_000;
    private static final Buffer PIXEL =
            Buffer.buffer(Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"));
    private static final String ONE_CLICK = "List-Unsubscribe";
    private static final String ONE_CLICK_VALUE = "One-Click";

    private final Tokens tokens;
    private final TrackingConfig config;
    private final Engagement engagement;
    private final Clock clock;
    private final AtomicLong recording = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    public TrackingRoutes(TrackingConfig config, Engagement engagement, Clock clock) {
        this.tokens = new Tokens(config.keys());
        this.config = config;
        this.engagement = engagement;
        this.clock = clock;
    }

    /** Adds the routes to a router that may have others. */
    public void mount(Router router) {
        router.route(Tracker.OPEN_PATH + ":token")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::open);
        router.route(Tracker.CLICK_PATH + ":token")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::click);
        String unsubscribe = Tracker.UNSUBSCRIBE_PATH + ":token";
        router.route(unsubscribe).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::ask);
        router.post(unsubscribe)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_FORM_BYTES))
                .handler(this::unsubscribe)
                .failureHandler(this::refuse);
    }

    /** Opens and clicks that were answered but could not be recorded since the start. */
    public long lost() {
        return lost.get();
    }

    private void open(RoutingContext context) {
        Optional<Token> token = token(context);
        if (token.isPresent() && token.get() instanceof Token.Open open) {
            Visit visit = Visits.of(open.messageId(), context.request(), clock);
            record(() -> engagement.opened(visit));
        }
        // Whoever asks for a picture shows one: a broken image in a mail would help nobody.
        harden(context, token.isPresent() ? 200 : 404).putHeader(HttpHeaders.CONTENT_TYPE, "image/gif");
        send(context, PIXEL);
    }

    private void click(RoutingContext context) {
        Optional<Token> token = token(context);
        if (token.isEmpty() || !(token.get() instanceof Token.Click click)) {
            page(context, 404, Page.unknown());
            return;
        }
        Visit visit = Visits.of(click.messageId(), context.request(), clock);
        record(() -> engagement.clicked(visit, click.url(), click.link()));
        harden(context, 302).putHeader(HttpHeaders.LOCATION, Location.of(click.url()));
        send(context, Buffer.buffer());
    }

    private void ask(RoutingContext context) {
        boolean known =
                token(context).filter(Token.Unsubscribe.class::isInstance).isPresent();
        page(context, known ? 200 : 404, known ? Page.ask(config.sender()) : Page.unknown());
    }

    private void unsubscribe(RoutingContext context) {
        Optional<Token> token = token(context);
        if (token.isEmpty() || !(token.get() instanceof Token.Unsubscribe unsubscribe)) {
            page(context, 404, Page.unknown());
            return;
        }
        MultiMap form = context.request().formAttributes();
        boolean oneClick = ONE_CLICK_VALUE.equals(form.get(ONE_CLICK));
        if (!oneClick && !form.contains(Page.CONFIRM)) {
            page(context, 400, Page.ask(config.sender()));
            return;
        }
        Visit visit = Visits.of(unsubscribe.messageId(), context.request(), clock);
        attempt(() -> engagement.unsubscribed(visit, oneClick)).onComplete(stored -> {
            if (stored.succeeded()) {
                page(context, 200, Page.done(config.sender()));
            } else {
                LOG.warn("unsubscribe not stored message={} why={}", visit.messageId(), String.valueOf(stored.cause()));
                context.response().putHeader(HttpHeaders.RETRY_AFTER, "60");
                page(context, 503, Page.later());
            }
        });
    }

    /** A form that is too large or malformed. */
    private void refuse(RoutingContext context) {
        page(context, Math.max(400, context.statusCode()), Page.ask(config.sender()));
    }

    private Optional<Token> token(RoutingContext context) {
        String token = context.pathParam("token");
        return token == null ? Optional.empty() : tokens.verify(token);
    }

    /** Nobody waits for a record; one that fails is counted, and so is one too many at a time. */
    private void record(Supplier<Future<Void>> write) {
        if (recording.incrementAndGet() > MAX_RECORDING) {
            recording.decrementAndGet();
            lose("too many at a time");
            return;
        }
        attempt(write).onComplete(done -> {
            recording.decrementAndGet();
            if (done.failed()) {
                lose(String.valueOf(done.cause()));
            }
        });
    }

    private void lose(String why) {
        long total = lost.incrementAndGet();
        if (total % LOG_EVERY == 1) {
            LOG.warn("engagement not recorded total={} why={}", total, why);
        }
    }

    private static Future<Void> attempt(Supplier<Future<Void>> write) {
        try {
            return write.get();
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private static HttpServerResponse harden(RoutingContext context, int status) {
        return context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store, max-age=0")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Robots-Tag", "noindex, nofollow")
                .putHeader("Referrer-Policy", "no-referrer");
    }

    private static void page(RoutingContext context, int status, String html) {
        harden(context, status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", Page.CONTENT_SECURITY_POLICY);
        send(context, Buffer.buffer(html.getBytes(StandardCharsets.UTF_8)));
    }

    /** An answer to HEAD only says how long the body would be. */
    private static void send(RoutingContext context, Buffer body) {
        HttpServerResponse response =
                context.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
        boolean head = context.request().method().equals(HttpMethod.HEAD);
        (head ? response.end() : response.end(body))
                .onFailure(gone -> LOG.debug("recipient left before the answer: {}", gone.toString()));
    }
}
