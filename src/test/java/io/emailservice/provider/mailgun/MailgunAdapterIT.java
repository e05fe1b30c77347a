package io.emailservice.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.message.Attachment;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.Uuid7;
import io.emailservice.provider.BreakerConfig;
import io.emailservice.provider.Lookup;
import io.emailservice.provider.ProviderAdapter;
import io.emailservice.provider.SenderConfig;
import io.emailservice.testing.Failures;
import io.emailservice.testing.Outgoing;
import io.emailservice.testing.ScriptedServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailgunAdapterIT {
    private static final String QUEUED = "{\"id\":\"<1.2@mail.example.com>\",\"message\":\"Queued. Thank you.\"}";
    private static final String JSON = "application/json";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int CONCURRENCY = 4;

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch hold = new CountDownLatch(1);
    private final ScriptedServer server =
            new ScriptedServer((request, connection) -> connection.respond(200, JSON, QUEUED));
    private ProviderAdapter adapter = adapter(server.url(), false);

    @BeforeEach
    void startsClean() {
        assertThat(server.requests()).isEmpty();
    }

    @AfterEach
    void close() throws Exception {
        hold.countDown();
        server.close();
        get(adapter.close());
        get(vertx.close());
    }

    @Test
    void sendsAFormAndTakesTheId() throws Exception {
        OutgoingMessage message = new Outgoing().html("<p>Grüße & + %</p>").build();

        assertThat(send(message)).isEqualTo(new Outcome.Accepted("1.2@mail.example.com"));
        ScriptedServer.Request request = server.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/v3/mail.example.com/messages");
        assertThat(request.headers())
                .containsEntry("content-type", "application/x-www-form-urlencoded")
                .containsEntry("authorization", "Basic YXBpOmtleS0x");
        assertThat(URLDecoder.decode(request.body(), StandardCharsets.UTF_8))
                .contains("html=<p>Grüße & + %</p>&", "v:message-id=" + message.id());
    }

    @Test
    void sendsAttachmentsAsParts() throws Exception {
        OutgoingMessage message = new Outgoing()
                .attachment(new Attachment("a.txt", "text/plain", "aGVsbG8="))
                .build();

        assertThat(send(message)).isInstanceOf(Outcome.Accepted.class);
        assertThat(server.requests().get(0).headers().get("content-type")).startsWith("multipart/form-data; boundary=");
        assertThat(server.requests().get(0).body())
                .contains("name=\"attachment\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n")
                .contains("name=\"html\"\r\n\r\n<p>Hello Ann</p>\r\n");
    }

    @Test
    void sendsMimeIfConfigured() throws Exception {
        get(adapter.close());
        adapter = adapter(server.url(), true);
        OutgoingMessage message = new Outgoing().build();

        assertThat(send(message)).isInstanceOf(Outcome.Accepted.class);
        assertThat(server.requests().get(0).uri()).isEqualTo("/v3/mail.example.com/messages.mime");
        assertThat(server.requests().get(0).body())
                .contains("name=\"to\"\r\n\r\nann@inbox.example.com\r\n")
                .contains("name=\"message\"; filename=\"message.mime\"")
                .contains("Message-ID: <" + message.id() + "@mail.example.com>\r\n")
                .doesNotContain("name=\"html\"");
    }

    @Test
    void refusesWithoutACall() throws Exception {
        Outcome outcome = send(new Outgoing().header("a b", "c").build());

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void defersWhenNobodyListens() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        get(adapter.close());
        adapter = adapter("http://127.0.0.1:" + free, false);

        assertNotSent(send(Outgoing.message()));
    }

    @Test
    void defersWhenTheNameIsUnknown() throws Exception {
        get(adapter.close());
        adapter = adapter("http://mailgun.invalid", false);

        assertNotSent(send(Outgoing.message()));
    }

    @Test
    void defersWhenTlsFails() throws Exception {
        get(adapter.close());
        adapter = adapter(server.url().replace("http:", "https:"), false);

        assertNotSent(send(Outgoing.message()));
    }

    @Test
    void cannotTellAfterAReset() throws Exception {
        server.script((request, connection) -> connection.reset());

        assertUnknown(send(Outgoing.message()), "connection_lost");
    }

    @Test
    void cannotTellAfterHalfAnAnswer() throws Exception {
        server.script((request, connection) -> {
            connection.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 80\r\n\r\n{\"id\":");
            connection.reset();
        });

        assertUnknown(send(Outgoing.message()), "connection_lost");
    }

    @Test
    void cutsACallThatIsNotAnsweredInTime() throws Exception {
        server.script((request, connection) -> connection.hold(hold));

        assertUnknown(get(adapter.send(Outgoing.message(), Duration.ofMillis(200))), "timeout");
    }

    @Test
    void cutsAnAnswerThatTrickles() throws Exception {
        server.script((request, connection) -> {
            connection.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 80\r\n\r\n{\"id\":");
            connection.hold(hold);
        });

        assertUnknown(get(adapter.send(Outgoing.message(), Duration.ofMillis(200))), "timeout");
    }

    @Test
    void cutsAnAnswerThatDoesNotEnd() throws Exception {
        server.script((request, connection) -> connection.respond(200, JSON, " ".repeat(2 << 20)));

        assertUnknown(send(Outgoing.message()), "response_too_large");
    }

    @Test
    void usesAConnectionAgainAfterTimeouts() throws Exception {
        server.script((request, connection) -> connection.hold(hold));
        List<Future<Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < CONCURRENCY + 1; i++) {
            calls.add(adapter.send(Outgoing.message(), Duration.ofMillis(200)));
        }
        for (Future<Outcome> call : calls) {
            assertUnknown(get(call), "timeout");
        }
        server.script((request, connection) -> connection.respond(200, JSON, QUEUED));

        assertThat(send(Outgoing.message())).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void keepsConnectionsAlive() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(send(Outgoing.message())).isInstanceOf(Outcome.Accepted.class);
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void opensANewConnectionAfterTheServerClosedOne() throws Exception {
        server.script((request, connection) -> connection.respond(200, JSON, QUEUED, "Connection: close"));

        assertThat(send(Outgoing.message())).isInstanceOf(Outcome.Accepted.class);
        assertThat(send(Outgoing.message())).isInstanceOf(Outcome.Accepted.class);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void readsTheWaitFromTheHeader() throws Exception {
        server.script((request, connection) -> connection.respond(429, "text/html", "<html>", "Retry-After: 7"));

        Outcome outcome = send(Outgoing.message());
        assertThat(outcome).isInstanceOf(Outcome.Throttled.class);
        assertThat(((Outcome.Throttled) outcome).retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void cannotTellAfterAGatewaysPage() throws Exception {
        server.script((request, connection) ->
                connection.respond(502, "text/html", "<html><body>\r\nBad Gateway</body></html>"));

        assertUnknown(send(Outgoing.message()), "http_502");
    }

    @Test
    void findsAMessageByOurId() throws Exception {
        UUID id = new Uuid7(Clock.systemUTC()).next();
        server.script((request, connection) -> connection.respond(
                200,
                JSON,
                "{\"items\":[{\"event\":\"accepted\",\"timestamp\":1.5,\"message\":{\"headers\":{\"message-id\":\"" + id
                        + "@mail.example.com\"}}}]}"));

        assertThat(get(adapter.find(id, Instant.now())))
                .isEqualTo(new Lookup.Found(id + "@mail.example.com", Instant.ofEpochMilli(1_500)));
        assertThat(server.requests().get(0).method()).isEqualTo("GET");
        assertThat(server.requests().get(0).uri())
                .startsWith("/v3/mail.example.com/events?message-id=" + id + "%40mail.example.com&begin=");
        assertThat(server.requests().get(0).headers()).containsEntry("authorization", "Basic YXBpOmtleS0x");
    }

    @Test
    void doesNotLookForWhatMailgunNoLongerKeeps() throws Exception {
        assertThat(get(adapter.find(UUID.randomUUID(), Instant.now().minus(Duration.ofDays(2)))))
                .isInstanceOf(Lookup.CannotTell.class);
        assertThat(server.requests()).isEmpty();
    }

    private Outcome send(OutgoingMessage message) throws Exception {
        return get(adapter.send(message, TIMEOUT));
    }

    private static void assertNotSent(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.NETWORK);
    }

    private static void assertUnknown(Outcome outcome, String code) {
        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        Failure failure = Failures.of(outcome);
        assertThat(failure.kind()).isEqualTo(FailureClass.UNKNOWN);
        assertThat(failure.code()).isEqualTo(code);
    }

    private ProviderAdapter adapter(String url, boolean mime) {
        SenderConfig sender = new SenderConfig(
                CONCURRENCY,
                10,
                Duration.ofSeconds(1),
                0,
                1,
                0,
                TIMEOUT,
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                BreakerConfig.DEFAULTS);
        MailgunConfig config = new MailgunConfig(
                URI.create(url),
                "mail.example.com",
                new Secret("key-1"),
                mime,
                false,
                true,
                Duration.ofDays(1),
                sender);
        return new MailgunAdapter(vertx, config, Clock.systemUTC());
    }

    private static <T> T get(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException broken) {
            throw new IOException(broken);
        }
    }
}
