package io.emailservice.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookClientTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger requests = new AtomicInteger();

    @AfterEach
    void close() {
        assertThat(result(vertx.close())).isEqualTo("null");
    }

    @Test
    void neverConnectsToAPrivateAddress() {
        int port = server(request -> request.response().end());

        assertThat(post(port, false)).isEqualTo("its address isn't public");
        assertThat(requests).hasValue(0);
        assertThat(post(port, true)).isEqualTo("TAKEN");
    }

    @Test
    void followsNoRedirect() {
        int port = server(request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", "/elsewhere")
                .end());

        assertThat(post(port, true)).isEqualTo("it answered 302");
        assertThat(requests).hasValue(1);
    }

    @Test
    void knowsAnEndpointThatWantsNoMore() {
        assertThat(post(server(request -> request.response().setStatusCode(410).end()), true))
                .isEqualTo("GONE");
    }

    @Test
    void waitsNoLongerThanTheDeadline() {
        assertThat(post(server(request -> request.pause()), true)).contains("3000");
    }

    @Test
    void readsNoEndlessAnswer() {
        int port = server(request -> {
            request.response().setChunked(true);
            vertx.setPeriodic(1, tick -> request.response().write(Buffer.buffer(new byte[16_384])));
        });

        assertThat(post(port, true)).isEqualTo("TAKEN");
    }

    private int server(io.vertx.core.Handler<HttpServerRequest> answer) {
        Future<HttpServer> listening = vertx.createHttpServer()
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    answer.handle(request);
                })
                .listen(0, "127.0.0.1");
        assertThat(result(listening)).contains("HttpServer");
        return listening.result().actualPort();
    }

    private String post(int port, boolean anywhere) {
        WebhookConfig config = new WebhookConfig(
                new Reach(true, anywhere),
                1,
                4,
                Duration.ofSeconds(3),
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofHours(1));
        UUID id = UUID.randomUUID();
        Endpoint endpoint = new Endpoint(
                id, "acme", "http://localhost:" + port + "/hook?a=b", List.of(), List.of(Signatures.newSecret()));
        WebhookClient client = new WebhookClient(vertx, config, Clock.systemUTC());
        return result(client.post(endpoint, new Delivery(id, id, "message.sent", "{}", 0, null, null)));
    }

    private static String result(Future<?> future) {
        try {
            return future.map(String::valueOf)
                    .otherwise(failure -> String.valueOf(failure.getMessage()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
