package io.emailservice.tracking;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the links that a {@link Tracker} puts into messages. A GET changes nothing but the record of an open or click;
 * an unsubscribe acts on POST only, because link scanners follow every link. Opens and clicks are answered at once, an
 * unsubscribe only after it is stored. Runs on the event loops of the HTTP server.
 */
public final class TrackingRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(TrackingRoutes.class);
    private static final Buffer PIXEL =
            Buffer.buffer(Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"));
    private static final int MAX_BODY = 4_096;
    private static final int MAX_HEADER = 512;
    private static final String ONE_CLICK = "One-Click";
    private static final String ONE_CLICK_FIELD = "List-Unsubscribe";
    /** Headers that later tell humans from machines. */
    private static final List<String> TELLING = List.of(
            "accept",
            "accept-language",
            "purpose",
            "sec-fetch-dest",
            "sec-fetch-mode",
            "sec-fetch-site",
            "via",
            "x-purpose");

    private final Tokens tokens;
    private final Engagement engagement;
    private final UnsubscribePage page;
    private final Clock clock;

    public TrackingRoutes(TrackingConfig config, Engagement engagement, Clock clock) {
        this.tokens = new Tokens(config.keys());
        this.engagement = engagement;
        this.page = new UnsubscribePage(config.sender());
        this.clock = clock;
    }

    /** Adds the routes to a router. */
    public void mount(Router router) {
        route(router, HttpMethod.GET, Tracker.OPEN_PATH).handler(this::open);
        route(router, HttpMethod.HEAD, Tracker.OPEN_PATH).handler(this::open);
        route(router, HttpMethod.GET, Tracker.CLICK_PATH).handler(this::click);
        route(router, HttpMethod.HEAD, Tracker.CLICK_PATH).handler(this::click);
        route(router, HttpMethod.GET, Tracker.UNSUBSCRIBE_PATH).handler(this::ask);
        route(router, HttpMethod.POST, Tracker.UNSUBSCRIBE_PATH)
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(this::unsubscribe);
    }

    private static Route route(Router router, HttpMethod method, String path) {
        return router.route(method, path + ":token");
    }

    /** A broken token gets the pixel too: a broken image would only alarm the reader. */
    private void open(RoutingContext context) {
        if (token(context) instanceof Token.Open open) {
            noted("open", engagement.opened(visit(context, open.messageId())));
        }
        secured(context.response())
                .putHeader(HttpHeaders.CONTENT_TYPE, "image/gif")
                .end(PIXEL)
                .onFailure(context::fail);
    }

    private void click(RoutingContext context) {
        if (!(token(context) instanceof Token.Click click)) {
            answer(context, 404, page.broken());
            return;
        }
        noted("click", engagement.clicked(visit(context, click.messageId()), click.url(), click.link()));
        secured(context.response())
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, click.url())
                .end()
                .onFailure(context::fail);
    }

    private void ask(RoutingContext context) {
        if (token(context) instanceof Token.Unsubscribe) {
            answer(context, 200, page.question());
        } else {
            answer(context, 404, page.broken());
        }
    }

    private void unsubscribe(RoutingContext context) {
        if (!(token(context) instanceof Token.Unsubscribe token)) {
            answer(context, 404, page.broken());
            return;
        }
        boolean oneClick = ONE_CLICK.equals(context.request().getFormAttribute(ONE_CLICK_FIELD));
        engagement
                .unsubscribed(visit(context, token.messageId()), oneClick)
                .onSuccess(stored -> answer(context, 200, page.done()))
                .onFailure(failure -> {
                    LOG.warn("event=unsubscribe_not_stored reason=\"{}\"", failure.getMessage());
                    answer(context, 503, page.tryAgain());
                });
    }

    private @Nullable Token token(RoutingContext context) {
        String text = context.pathParam("token");
        return text == null ? null : tokens.verify(text).orElse(null);
    }

    private Visit visit(RoutingContext context, UUID messageId) {
        HttpServerRequest request = context.request();
        Map<String, String> telling = new LinkedHashMap<>();
        for (String name : TELLING) {
            String value = request.getHeader(name);
            if (value != null) {
                telling.put(name, bounded(value));
            }
        }
        return new Visit(
                messageId,
                clock.instant(),
                HttpMethod.HEAD.equals(request.method()),
                bounded(request.getHeader(HttpHeaders.USER_AGENT)),
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress(),
                telling);
    }

    private static String bounded(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return value.length() > MAX_HEADER ? value.substring(0, MAX_HEADER) : value;
    }

    /** The recipient isn't kept waiting for our record, but a record that fails is told. */
    private static void noted(String what, Future<Void> noting) {
        noting.onFailure(failure -> LOG.warn("event={}_not_stored reason=\"{}\"", what, failure.getMessage()));
    }

    private static void answer(RoutingContext context, int status, String html) {
        secured(context.response())
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
                .end(html)
                .onFailure(context::fail);
    }

    private static HttpServerResponse secured(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store, private")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Robots-Tag", "noindex");
    }
}
