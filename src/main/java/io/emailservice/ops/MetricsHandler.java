package io.emailservice.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Answers a Prometheus scrape. The text is made on a worker thread, as a large registry takes milliseconds; scrapes that
 * come meanwhile share it. One for each server instance: its state belongs to that event loop.
 */
public final class MetricsHandler implements Handler<RoutingContext> {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private @Nullable Future<String> running;

    public MetricsHandler(Vertx vertx, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    @Override
    public void handle(RoutingContext context) {
        scrape().compose(text -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                        .end(text))
                .onFailure(context::fail);
    }

    private Future<String> scrape() {
        if (running == null) {
            running = vertx.executeBlocking(() -> registry.scrape(), false).onComplete(done -> running = null);
        }
        return running;
    }
}
