package io.emailservice.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailservice.testing.ScriptedServer;
import io.emailservice.testing.TestClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fetch and the memory, over real sockets. */
class SnsCertificatesIT {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final CountDownLatch never = new CountDownLatch(1);
    private ScriptedServer server;
    private TestClock clock;
    private SnsCertificates certificates;

    @BeforeEach
    void start() throws IOException, Certificates.Untrusted {
        String pem = file("sns.pem");
        clock = new TestClock(SnsCertificate.parse(pem.getBytes(StandardCharsets.UTF_8))
                .from()
                .plusSeconds(60));
        server = new ScriptedServer((request, connection) -> connection.respond(200, "binary/octet-stream", pem));
        certificates = over(vertx.createHttpClient(
                new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(SnsCertificates.MAX_FETCHES)));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        get(vertx.close());
    }

    @Test
    void fetchesACertificateOnce() throws Exception {
        List<Future<PublicKey>> keys = onLoop(() -> {
            List<Future<PublicKey>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(certificates.key(url("a")));
            }
            return Future.join(all).map(all);
        });

        assertThat(keys).allMatch(Future::succeeded);
        assertThat(key("a").getAlgorithm()).isEqualTo("RSA");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void fetchesAgainAfterAFailureButNotAtOnce() throws Exception {
        ScriptedServer.Script good = replace((request, connection) -> connection.respond(404, "text/plain", "no"));

        assertThatThrownBy(() -> key("a")).hasMessageContaining("status 404");
        assertThatThrownBy(() -> key("a")).hasMessageContaining("status 404");
        assertThat(server.requests()).hasSize(1);

        server.script(good);
        clock.advance(SnsCertificates.FAILURE_KEPT.plusMillis(1));
        assertThat(key("a")).isNotNull();
    }

    @Test
    void followsNoRedirect() {
        server.script((request, connection) ->
                connection.respond(302, "text/plain", "", "Location: " + server.url() + "/elsewhere.pem"));

        assertThatThrownBy(() -> key("a")).hasMessageContaining("status 302");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void readsNoEndlessBody() {
        server.script((request, connection) ->
                connection.respond(200, "text/plain", "x".repeat(SnsCertificates.MAX_BYTES + 1)));

        assertThatThrownBy(() -> key("a")).hasMessageContaining("longer than any");
    }

    @Test
    void waitsNoLongerThanItsTimeout() {
        server.script((request, connection) -> connection.hold(never));

        assertThatThrownBy(() -> key("a")).isInstanceOf(ExecutionException.class);
    }

    @Test
    void fetchesFewAtOnce() throws Exception {
        server.script((request, connection) -> connection.hold(never));

        Future<PublicKey> oneTooMany = onLoop(() -> {
            for (int i = 0; i < SnsCertificates.MAX_FETCHES; i++) {
                certificates.key(url("a" + i)).onSuccess(key -> {
                    throw new AssertionError("nobody answered");
                });
            }
            Future<PublicKey> last = certificates.key(url("aa"));
            return Future.succeededFuture(last);
        });

        assertThat(oneTooMany.failed()).isTrue();
        assertThat(oneTooMany.cause()).hasMessageContaining("under way");
    }

    @Test
    void trustsNoCertificateOfAnotherNameOrAWeakKeyOrNone() throws Exception {
        for (String wrong : List.of(file("other-name.pem"), file("weak.pem"), "<html>404</html>")) {
            server.script((request, connection) -> connection.respond(200, "text/plain", wrong));
            clock.advance(SnsCertificates.FAILURE_KEPT.plusMillis(1));

            assertThatThrownBy(() -> key("b")).hasCauseInstanceOf(Certificates.Untrusted.class);
        }
    }

    @Test
    void trustsNoCertificateThatHasRunOut() throws Exception {
        assertThat(key("a")).isNotNull();
        clock.advance(Duration.ofDays(4_000));

        assertThatThrownBy(() -> key("a")).hasCauseInstanceOf(Certificates.Untrusted.class);
        assertThatThrownBy(() -> key("a")).hasCauseInstanceOf(Certificates.Untrusted.class);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void keepsGoodCertificatesInAStormOfMadeUpAddresses() throws Exception {
        assertThat(key("a")).isNotNull();
        server.script((request, connection) -> connection.respond(404, "text/plain", "no"));
        for (int i = 0; i < 2 * SnsCertificates.MAX_KEPT; i++) {
            String name = "b" + i;
            assertThatThrownBy(() -> key(name)).hasMessageContaining("404");
        }

        assertThat(key("a")).isNotNull();
    }

    @Test
    void speaksOnlyTlsWithItsOwnClient() {
        SnsCertificates strict = over(SnsCertificates.client(vertx));
        URI tls = URI.create(url("a").toString().replace("http:", "https:"));

        assertThatThrownBy(() -> onLoop(() -> strict.key(tls))).isInstanceOf(ExecutionException.class);
        assertThat(server.requests()).isEmpty();
    }

    private SnsCertificates over(HttpClient client) {
        return new SnsCertificates(client, TIMEOUT, clock);
    }

    private ScriptedServer.Script replace(ScriptedServer.Script script) throws IOException {
        String pem = file("sns.pem");
        server.script(script);
        return (request, connection) -> connection.respond(200, "binary/octet-stream", pem);
    }

    private PublicKey key(String name) throws Exception {
        return onLoop(() -> certificates.key(url(name)));
    }

    private <T> T onLoop(Supplier<Future<T>> work) throws Exception {
        return get(Future.future(done -> loop.runOnContext(now -> work.get().onComplete(done))));
    }

    private static <T> T get(Future<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private URI url(String name) {
        return URI.create(server.url() + "/SimpleNotificationService-" + name + ".pem");
    }

    private static String file(String name) throws IOException {
        try (InputStream file = SnsCertificatesIT.class.getResourceAsStream("/provider/ses/" + name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
