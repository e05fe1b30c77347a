package io.emailservice.ops;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Answers a health question: 200 if up, 503 if not, with every part in the body. Safe from any event loop. */
public final class HealthHandler implements Handler<RoutingContext> {
    private final Supplier<HealthReport> question;

    /** {@code question} is {@link LoopBeats#live()} or {@link Health#ready()}. */
    public HealthHandler(Supplier<HealthReport> question) {
        this.question = question;
    }

    @Override
    public void handle(RoutingContext context) {
        HealthReport report = question.get();
        context.response()
                .setStatusCode(report.up() ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(report.toJson().toBuffer())
                .onFailure(context::fail);
    }
}
