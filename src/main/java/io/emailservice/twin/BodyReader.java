package io.emailservice.twin;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of a request up to a limit. What goes beyond is read and dropped, so that the client gets to see
 * the answer; far beyond, the connection is closed.
 */
final class BodyReader implements Handler<Buffer> {
    private static final int DRAINED_LIMITS = 4;

    private final HttpServerRequest request;
    private final int limit;
    private @Nullable Buffer body;
    private long received;

    private BodyReader(HttpServerRequest request, int limit) {
        this.request = request;
        this.limit = limit;
    }

    /**
     * Starts reading; must be called before the request handler returns.
     *
     * @param arrived gets the whole body, or null if it is larger than the limit
     */
    static void read(HttpServerRequest request, int limit, Handler<@Nullable Buffer> arrived) {
        BodyReader reader = new BodyReader(request, limit);
        request.handler(reader);
        request.endHandler(end -> arrived.handle(reader.whole()));
    }

    @Override
    public void handle(Buffer chunk) {
        received += chunk.length();
        if (received <= limit) {
            body = body == null ? chunk : body.appendBuffer(chunk);
        } else if (received > (long) limit * DRAINED_LIMITS) {
            request.connection().close();
        }
    }

    private @Nullable Buffer whole() {
        if (received > limit) {
            return null;
        }
        return body == null ? Buffer.buffer() : body;
    }
}
