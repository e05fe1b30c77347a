package io.emailservice.api;

import io.emailservice.ops.ThrottledLog;
import io.emailservice.store.StoreException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The one place where a failed HTTP request becomes an answer. Bugs are logged, and their text stays inside; an outage of the
 * store is none, and whoever asks again later is served.
 */
final class Failures {
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final int[] FROM_ROUTER = {400, 404, 405, 406, 413, 415, 500};

    private final ThrottledLog log;

    Failures(Clock clock) {
        this.log = new ThrottledLog(LoggerFactory.getLogger(Failures.class), clock, Duration.ofSeconds(10));
    }

    /** Must be the main router: failure handlers of sub-routers are ignored by Vert.x Web. */
    void watch(Router router) {
        router.route().failureHandler(this::answer);
        for (int status : FROM_ROUTER) {
            router.errorHandler(status, this::answer);
        }
    }

    private void answer(RoutingContext context) {
        if (context.response().closed() && isOfConnection(context.failure())) {
            // The caller left, perhaps in the middle of its body or of the answer: nothing broke on our side.
            return;
        }
        HttpProblem problem = problem(context);
        if (problem != context.failure() && problem.status() >= 500) {
            log.warn(
                    problem.status() == 500 ? "bug" : "outage",
                    "event=http_request_failed path=" + context.normalizedPath() + " error=" + context.failure());
        }
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        if (problem.status() == 413) {
            // The rest of the body isn't read: the connection can't be used again.
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        if (problem.status() == 503) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON)
                .end(problem.toJson(RequestIds.of(context)).toBuffer())
                .onFailure(gone -> log.warn("answer", "event=http_answer_lost status=" + problem.status()));
    }

    private static boolean isOfConnection(@Nullable Throwable failure) {
        return failure instanceof VertxException || failure instanceof ClosedChannelException;
    }

    private static HttpProblem problem(RoutingContext context) {
        @Nullable Throwable failure = context.failure();
        if (failure instanceof HttpProblem known) {
            return known;
        }
        int status = context.statusCode();
        if (status >= 400 && status < 500) {
            return HttpProblem.of(status, detail(status));
        }
        if (failure != null && StoreException.isPassing(failure)) {
            return HttpProblem.of(503, "what is stored can't be reached now; try again");
        }
        return HttpProblem.of(500, "something broke on our side; the log names it by the request id");
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "there is nothing at this path";
            case 405 -> "this path doesn't answer to this method";
            case 413 -> "the body is too large";
            default -> HttpResponseStatus.valueOf(status).reasonPhrase();
        };
    }
}
