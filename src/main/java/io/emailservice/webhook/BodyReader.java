package io.emailservice.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one request, within bounds of size and time. What comes beyond the bounds is thrown away as it comes,
 * so that the sender gets to hear the answer; a sender that doesn't stop is cut off. Runs on the request's event loop.
 */
final class BodyReader {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final PostsInHand inHand;
    private final int maxBytes;
    private final Promise<Buffer> whole = Promise.promise();
    private @Nullable Buffer body = Buffer.buffer();
    private int granted;
    private long timer;

    BodyReader(Vertx vertx, HttpServerRequest request, PostsInHand inHand, int maxBytes) {
        this.vertx = vertx;
        this.request = request;
        this.inHand = inHand;
        this.maxBytes = maxBytes;
    }

    /** The whole body, or a failure with {@link Refused}. Call at once: whatever arrives before is lost. */
    Future<Buffer> read(Duration timeout) {
        timer = vertx.setTimer(timeout.toMillis(), late -> {
            refuse(Refusal.SLOW);
            request.connection().close().onFailure(gone -> refuse(Refusal.CUT_OFF));
        });
        request.exceptionHandler(gone -> {
            stopTimer();
            refuse(Refusal.CUT_OFF);
        });
        request.endHandler(end -> {
            stopTimer();
            if (body != null) {
                whole.tryComplete(body);
            }
        });
        request.handler(this::take);
        if (announced() > maxBytes) {
            refuse(Refusal.TOO_LARGE);
        } else if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            return request.response().writeContinue().compose(sent -> whole.future());
        }
        return whole.future();
    }

    /** Bytes of the budget that this body holds, to be given back with it. */
    int granted() {
        return granted;
    }

    private void take(Buffer chunk) {
        Buffer kept = body;
        if (kept == null) {
            return;
        }
        if (kept.length() + chunk.length() > maxBytes) {
            refuse(Refusal.TOO_LARGE);
        } else if (!inHand.grow(chunk.length())) {
            refuse(Refusal.BUSY);
        } else {
            granted += chunk.length();
            body = kept.appendBuffer(chunk);
        }
    }

    private void refuse(Refusal why) {
        body = null;
        whole.tryFail(new Refused(why));
    }

    private void stopTimer() {
        vertx.cancelTimer(timer);
    }

    private long announced() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException netty) {
            return Long.MAX_VALUE;
        }
    }
}
