package io.emailservice.dev;

import io.emailservice.service.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Posts bodies over a fixed number of connections, each waiting for one answer at a time. On one event loop. */
final class PostLoad implements AutoCloseable {
    static final int CONNECTIONS = 64;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int PERCENT = 100;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(CONNECTIONS));

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
        private final RequestOptions options;
        private final List<Buffer> bodies;
        private final long[] nanos;
        private final Promise<Run> done = Promise.promise();
        private long started;
        private int next;
        private int answered;
        private int refused;

        private Lanes(String url, List<Buffer> bodies) {
            this.options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setAbsoluteURI(url)
                    .putHeader("Content-Type", "application/json");
            this.bodies = bodies;
            this.nanos = new long[bodies.size()];
        }

        private Future<Run> start() {
            vertx.runOnContext(now -> {
                started = System.nanoTime();
                for (int lane = 0; lane < CONNECTIONS; lane++) {
                    postNext();
                }
            });
            return done.future();
        }

        private void postNext() {
            if (next == bodies.size()) {
                return;
            }
            Buffer body = bodies.get(next++);
            long began = System.nanoTime();
            client.request(options)
                    .compose(request -> request.send(body))
                    .compose(response -> response.body().map(response.statusCode() == 200))
                    .otherwise(false)
                    .onSuccess(accepted -> {
                        nanos[answered++] = System.nanoTime() - began;
                        refused += accepted ? 0 : 1;
                        if (answered == bodies.size()) {
                            done.complete(run());
                        } else {
                            postNext();
                        }
                    });
        }

        private Run run() {
            double seconds = (System.nanoTime() - started) / NANOS_PER_SECOND;
            Arrays.sort(nanos);
            return new Run((answered - refused) / seconds, percentile(50), percentile(99), refused);
        }

        private double percentile(int percent) {
            return nanos[(int) ((long) (nanos.length - 1) * percent / PERCENT)] / NANOS_PER_MILLI;
        }
    }
}
