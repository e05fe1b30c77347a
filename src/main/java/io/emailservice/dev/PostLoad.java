package io.emailservice.dev;

import io.emailservice.service.Waiting;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Posts bodies over a fixed number of connections, each waiting for one answer at a time. On one event loop, with requests
 * made beforehand and written to plain sockets: it shares the machine with what it measures, so it must cost little.
 */
final class PostLoad implements AutoCloseable {
    static final int CONNECTIONS = 64;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int PERCENT = 100;
    private static final int OK = 200;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final HttpClient client = vertx.createHttpClient();
    private final NetClient net = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));

    /** What came of one run: accepted posts a second, milliseconds to the answer, and how many were not accepted. */
    record Run(double rate, double p50, double p99, int refused) {}

    /** Posts all bodies once. */
    Run post(String url, List<Buffer> bodies) {
        return Waiting.on(new Lanes(url, bodies).start(), LIMIT);
    }

    /** Hands the service messages to be told about; answers their ids. */
    List<String> send(String base, int messages) {
        JsonArray batch = new JsonArray();
        for (int i = 0; i < messages; i++) {
            batch.add(message(i));
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(base + "/v1/messages/batch")
                .putHeader("Authorization", "Bearer dev-key-not-secret")
                .putHeader("Content-Type", "application/json");
        Buffer answer = Waiting.on(
                client.request(options)
                        .compose(request -> request.send(batch.toBuffer()))
                        .compose(response -> response.body()),
                LIMIT);
        return new JsonObject(answer)
                .getJsonArray("results").stream()
                        .map(result -> ((JsonObject) result).getString("messageId"))
                        .toList();
    }

    private static JsonObject message(int number) {
        return new JsonObject()
                .put("from", new JsonObject().put("email", "news@mail.example.com"))
                .put("to", new JsonObject().put("email", "ann-" + number + "@inbox.example.com"))
                .put("provider", "mailgun")
                .put("content", new JsonObject().put("subject", "Spring").put("text", "Spring is here"));
    }

    @Override
    public void close() {
        Waiting.on(vertx.close(), LIMIT);
    }

    /** One run. Its state belongs to the event loop. */
    private final class Lanes {
        private final URI url;
        private final List<Buffer> requests;
        private final long[] nanos;
        private final Promise<Run> done = Promise.promise();
        private long started;
        private int next;
        private int answered;
        private int refused;

        private Lanes(String url, List<Buffer> bodies) {
            this.url = URI.create(url);
            this.requests = bodies.stream().map(this::request).toList();
            this.nanos = new long[bodies.size()];
        }

        private Buffer request(Buffer body) {
            String head = "POST " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
            return Buffer.buffer(head).appendBuffer(body);
        }

        private Future<Run> start() {
            vertx.runOnContext(now -> connect().onFailure(done::tryFail).onSuccess(sockets -> {
                started = System.nanoTime();
                sockets.forEach(socket -> new Lane(socket).postNext());
            }));
            return done.future();
        }

        private Future<List<NetSocket>> connect() {
            List<Future<NetSocket>> sockets = Stream.generate(() -> net.connect(url.getPort(), url.getHost()))
                    .limit(CONNECTIONS)
                    .toList();
            return Future.all(sockets).map(CompositeFuture::list);
        }

        private Run run() {
            double seconds = (System.nanoTime() - started) / NANOS_PER_SECOND;
            Arrays.sort(nanos);
            return new Run((answered - refused) / seconds, percentile(50), percentile(99), refused);
        }

        private double percentile(int percent) {
            return nanos[(int) ((long) (nanos.length - 1) * percent / PERCENT)] / NANOS_PER_MILLI;
        }

        /** One connection. */
        private final class Lane {
            private final NetSocket socket;
            private Buffer answer = Buffer.buffer();
            private long began;

            private Lane(NetSocket socket) {
                this.socket = socket;
                socket.handler(this::read)
                        .closeHandler(closed -> done.tryFail("the service closed a connection"))
                        .exceptionHandler(done::tryFail);
            }

            private void postNext() {
                if (next == requests.size()) {
                    socket.closeHandler(null).close().onFailure(done::tryFail);
                    return;
                }
                began = System.nanoTime();
                socket.write(requests.get(next++)).onFailure(done::tryFail);
            }

            private void read(Buffer part) {
                answer.appendBuffer(part);
                try {
                    if (HttpAnswer.isWhole(answer)) {
                        answered();
                    }
                } catch (IllegalArgumentException unreadable) {
                    done.tryFail(unreadable);
                }
            }

            private void answered() {
                nanos[answered++] = System.nanoTime() - began;
                refused += HttpAnswer.status(answer) == OK ? 0 : 1;
                answer = Buffer.buffer();
                postNext();
                if (answered == requests.size()) {
                    done.tryComplete(run());
                }
            }
        }
    }
}
