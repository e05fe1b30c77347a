package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/**
 * One open stream of server-sent events. Reads on only when the caller has taken what was written: what is buffered is
 * bounded, and who takes nothing for a while is disconnected and may come back to where it was. Belongs to the event loop
 * of its connection.
 */
final class EventStream {
    private static final int MOST_BUFFERED = 256 << 10;
    /** Written at once, before it is asked whether the caller keeps up. */
    private static final int MOST_AT_ONCE = 50;

    /**
     * Times of a stream.
     *
     * @param lookAgain how long it waits when it has told everything
     * @param heartbeat after so long without an event it shows that it is still there
     * @param patience how long a caller may take nothing
     */
    record Pace(Duration lookAgain, Duration heartbeat, Duration patience) {
        static final Pace USUAL = new Pace(Duration.ofMillis(200), Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    private final Vertx vertx;
    private final Pace pace;
    private final HttpServerResponse response;
    private final EventSource source;
    private final EventFilter filter;
    private final Promise<Void> ended = Promise.promise();
    private String position;
    private int silentTurns;

    EventStream(RoutingContext context, EventSource source, EventFilter filter, String position, Pace pace) {
        this.pace = pace;
        this.vertx = context.vertx();
        this.response = context.response();
        this.source = source;
        this.filter = filter;
        this.position = position;
        context.request().connection().shutdownHandler(stopping -> end());
    }

    /** Completes when the stream has ended, whoever ended it. */
    Future<Void> run() {
        response.setChunked(true)
                .setWriteQueueMaxSize(MOST_BUFFERED)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no")
                .closeHandler(closed -> ended.tryComplete())
                .exceptionHandler(broken -> ended.tryComplete());
        write(List.of(Buffer.buffer(": connected\n\n"))).onComplete(done -> next());
        return ended.future();
    }

    private void next() {
        if (ended.future().isComplete()) {
            return;
        }
        source.after(position)
                .compose(slice -> write(texts(slice)).map(written -> {
                    position = slice.end();
                    return slice.full();
                }))
                .onSuccess(full -> {
                    if (full) {
                        next();
                    } else {
                        vertx.setTimer(pace.lookAgain().toMillis(), tick -> next());
                    }
                })
                .onFailure(failure -> end());
    }

    private List<Buffer> texts(EventSource.Slice slice) {
        List<Buffer> texts = slice.items().stream()
                .filter(item -> filter.lets(item.event()))
                .map(EventStream::text)
                .toList();
        silentTurns = texts.isEmpty() ? silentTurns + 1 : 0;
        if (silentTurns * pace.lookAgain().toMillis() < pace.heartbeat().toMillis()) {
            return texts;
        }
        silentTurns = 0;
        return List.of(Buffer.buffer(": still here\n\n"));
    }

    private static Buffer text(EventSource.Item item) {
        return Buffer.buffer("id: " + item.position() + "\nevent: "
                + item.event().type() + "\ndata: " + item.event().toCloudEvent().encode() + "\n\n");
    }

    /** In portions; fails if the caller doesn't take one in time. */
    private Future<Void> write(List<Buffer> texts) {
        Future<Void> all = Future.succeededFuture();
        for (int from = 0; from < texts.size(); from += MOST_AT_ONCE) {
            List<Buffer> portion = texts.subList(from, Math.min(texts.size(), from + MOST_AT_ONCE));
            all = all.compose(before -> writeAtOnce(portion));
        }
        return all;
    }

    private Future<Void> writeAtOnce(List<Buffer> portion) {
        Buffer together = Buffer.buffer();
        portion.forEach(together::appendBuffer);
        Future<Void> written = response.write(together);
        if (!response.writeQueueFull()) {
            return written.isComplete() ? written : Future.succeededFuture();
        }
        Promise<Void> drained = Promise.promise();
        response.drainHandler(drain -> drained.tryComplete());
        long patience = vertx.setTimer(pace.patience().toMillis(), late -> drained.tryFail("nothing is taken"));
        return drained.future().onComplete(done -> vertx.cancelTimer(patience));
    }

    /** The caller sees an end and comes back with the last id it has. A caller that takes nothing is cut off. */
    private void end() {
        if (ended.tryComplete() && !response.ended() && !response.closed()) {
            if (response.writeQueueFull()) {
                response.reset();
            } else {
                response.end().onFailure(gone -> response.reset());
            }
        }
    }
}
