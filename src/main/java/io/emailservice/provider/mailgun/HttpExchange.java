package io.emailservice.provider.mailgun;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection of its own, up to the last byte of the response. Ends when the connection is free again
 * or closed: at the deadline it closes the connection. Bound to the event loop that starts it.
 */
final class HttpExchange {
    /** Mailgun answers in a few hundred bytes; a look-up in a few tens of kilobytes. */
    private static final int MAX_RESPONSE = 1 << 20;

    private final Promise<Answer> answer = Promise.promise();
    private final Vertx vertx;
    private final HttpClientRequest request;
    private final long deadline;
    private Buffer body = Buffer.buffer();
    private Answer.@Nullable Lost cut;

    private HttpExchange(Vertx vertx, HttpClientRequest request, long timeoutMillis) {
        this.vertx = vertx;
        this.request = request;
        this.deadline = vertx.setTimer(Math.max(1, timeoutMillis), timer -> cut("timeout", "no answer in time"));
    }

    /** Sends the body on a request whose connection stands. */
    static Future<Answer> run(Vertx vertx, HttpClientRequest request, @Nullable Buffer body, long timeoutMillis) {
        HttpExchange exchange = new HttpExchange(vertx, request, timeoutMillis);
        Future<HttpClientResponse> response = body == null ? request.send() : request.send(body);
        response.onComplete(exchange::read, exchange::lost);
        return exchange.answer.future();
    }

    private void read(HttpClientResponse response) {
        response.exceptionHandler(this::lost);
        response.handler(this::append);
        response.endHandler(end -> finish(new Answer.Received(
                response.statusCode(),
                response.getHeader("Retry-After"),
                response.getHeader("X-RateLimit-Reset"),
                body)));
    }

    private void append(Buffer chunk) {
        if (body.length() + chunk.length() > MAX_RESPONSE) {
            cut("response_too_large", "the response is too large");
        } else if (body.length() == 0) {
            body = chunk;
        } else {
            body = Buffer.buffer(body.length() + chunk.length())
                    .appendBuffer(body)
                    .appendBuffer(chunk);
        }
    }

    private void cut(String code, String text) {
        Answer.Lost reason = new Answer.Lost(code, text);
        cut = reason;
        request.reset();
        finish(reason);
    }

    /** Also heard when we close the connection ourselves. */
    private void lost(Throwable cause) {
        finish(cut != null ? cut : new Answer.Lost("connection_lost", String.valueOf(cause.getMessage())));
    }

    /**
     * Answers in the next turn of the event loop: the pool gets the connection back only after the end of the response
     * was heard, and a call that starts on this answer should find it there.
     */
    private void finish(Answer result) {
        vertx.cancelTimer(deadline);
        vertx.runOnContext(next -> answer.tryComplete(result));
    }
}
