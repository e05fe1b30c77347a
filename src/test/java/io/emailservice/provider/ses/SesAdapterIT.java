package io.emailservice.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emailservice.config.Secret;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.provider.BreakerConfig;
import io.emailservice.provider.Lookup;
import io.emailservice.provider.ProviderAdapter;
import io.emailservice.provider.SendQuota;
import io.emailservice.provider.SenderConfig;
import io.emailservice.testing.Failures;
import io.emailservice.testing.Outgoing;
import io.emailservice.testing.ScriptedServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SesAdapterIT {
    private static final String JSON = "application/json";
    private static final String ACCEPTED = "{\"MessageId\":\"0100018a-1\"}";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final CountDownLatch hold = new CountDownLatch(1);
    private final ScriptedServer server = new ScriptedServer((request, connection) -> {});
    private final List<Future<Void>> closing = new ArrayList<>();
    private final ProviderAdapter adapter = adapter(server.url());

    @BeforeEach
    void startClean() {
        server.requests().clear();
        server.script((request, connection) -> connection.respond(200, JSON, ACCEPTED));
    }

    @AfterAll
    void close() {
        hold.countDown();
        server.close();
        closing.add(adapter.close());
        assertThat(get(Future.join(closing)).succeeded()).isTrue();
        get(vertx.close());
    }

    @Test
    void sendsSignedRawMimeAndTakesTheId() throws Exception {
        OutgoingMessage message = new Outgoing().html("<p>Grüße</p>").text(null).build();

        assertThat(send(message)).isEqualTo(new Outcome.Accepted("0100018a-1"));
        ScriptedServer.Request request = server.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/v2/email/outbound-emails");
        assertThat(request.headers().get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKID/")
                .contains("/eu-west-1/ses/aws4_request");
        JsonNode body = new ObjectMapper().readTree(request.body());
        assertThat(body.path("ConfigurationSetName").asText()).isEqualTo("events");
        assertThat(body.path("EmailTags").path(0).path("Value").asText())
                .isEqualTo(message.id().toString());
        String mime = new String(
                Base64.getDecoder()
                        .decode(body.path("Content").path("Raw").path("Data").asText()),
                StandardCharsets.UTF_8);
        assertThat(mime).contains("Subject: Hello Ann\r\n");
    }

    @Test
    void answersOnTheContextThatAsked() {
        Future<Context> answeredOn =
                Future.future(promise -> context.runOnContext(now -> adapter.send(Outgoing.message(), TIMEOUT)
                        .onComplete(done -> promise.complete(vertx.getOrCreateContext()))));

        assertThat(get(answeredOn)).isSameAs(context);
    }

    @Test
    void asksOnlyOnceWhenThrottled() {
        server.script((request, connection) -> connection.respond(
                429, JSON, "{\"message\":\"Too many\"}", "x-amzn-ErrorType: TooManyRequestsException:http://x"));

        assertThat(send(Outgoing.message())).isInstanceOf(Outcome.Throttled.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void asksOnlyOnceAfterAServerError() {
        server.script((request, connection) -> connection.respond(502, "text/html", "<html>Bad Gateway</html>"));

        assertThat(send(Outgoing.message())).isInstanceOf(Outcome.Unknown.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void namesTheErrorAndItsText() {
        server.script((request, connection) ->
                connection.respond(400, JSON, "{\"message\":\"Domain is bad\"}", "x-amzn-ErrorType: MessageRejected"));

        Outcome outcome = send(Outgoing.message());
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(Failures.of(outcome).code()).isEqualTo("MessageRejected");
        assertThat(Failures.of(outcome).text()).isEqualTo("Domain is bad");
    }

    @Test
    void readsTheErrorFromTheBody() {
        server.script((request, connection) ->
                connection.respond(403, JSON, "{\"__type\":\"ns#ExpiredTokenException\",\"message\":\"expired\"}"));

        Outcome outcome = send(Outgoing.message());
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(Failures.of(outcome).code()).isEqualTo("ExpiredTokenException");
    }

    @Test
    void cannotTellAfterAReset() {
        server.script((request, connection) -> connection.reset());

        assertThat(send(Outgoing.message())).isInstanceOf(Outcome.Unknown.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void cannotTellAfterAnAnswerThatIsNotJson() {
        server.script((request, connection) -> connection.respond(200, JSON, "<html>"));

        assertThat(send(Outgoing.message())).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void cutsACallThatIsNotAnsweredInTime() {
        server.script((request, connection) -> connection.hold(hold));

        Outcome outcome = get(adapter.send(Outgoing.message(), Duration.ofMillis(500)));
        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        assertThat(Failures.of(outcome).code()).isEqualTo("timeout");
    }

    @Test
    void holdsTheBodyBackWhenTheAttemptIsTooOld() {
        OutgoingMessage message = Outgoing.message();
        OutgoingMessage late = new OutgoingMessage(message.id(), message.request(), message.rendered(), Instant.now());

        Outcome outcome = send(late);

        assertThat(outcome).isInstanceOf(Outcome.NotTried.class);
        assertThat(Failures.of(outcome).text()).startsWith(FencedClient.TOO_LATE);
        assertThat(send(message)).isInstanceOf(Outcome.Accepted.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void defersWhenNobodyListens() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertNotSent(sendTo("http://127.0.0.1:" + free));
    }

    @Test
    void defersWhenTheNameIsUnknown() {
        assertNotSent(sendTo("http://ses.invalid"));
    }

    @Test
    void defersWhenTlsFails() {
        assertNotSent(sendTo(server.url().replace("http:", "https:")));
    }

    @Test
    void readsTheQuota() {
        server.script((request, connection) -> connection.respond(
                200,
                JSON,
                "{\"SendQuota\":{\"Max24HourSend\":50000.0,\"MaxSendRate\":14.0,\"SentLast24Hours\":12.0},"
                        + "\"SendingEnabled\":true,\"EnforcementStatus\":\"HEALTHY\"}"));

        assertThat(get(adapter.quota())).contains(new SendQuota(14, 50_000, 12, true, "HEALTHY"));
        assertThat(server.requests().get(0).uri()).isEqualTo("/v2/email/account");
    }

    @Test
    void seesAShutDownAccountWithoutLimits() {
        server.script((request, connection) -> connection.respond(
                200, JSON, "{\"SendQuota\":{\"Max24HourSend\":-1.0},\"EnforcementStatus\":\"SHUTDOWN\"}"));

        assertThat(get(adapter.quota())).contains(new SendQuota(0, 0, 0, false, "SHUTDOWN"));
    }

    @Test
    void cannotLookAMessageUp() {
        assertThat(get(adapter.find(UUID.randomUUID(), Instant.now()))).isInstanceOf(Lookup.CannotTell.class);
        assertThat(server.requests()).isEmpty();
    }

    private Outcome send(OutgoingMessage message) {
        return get(adapter.send(message, TIMEOUT));
    }

    /** A client takes seconds to close: the test waits for all of them together at its end. */
    private Outcome sendTo(String url) {
        ProviderAdapter other = adapter(url);
        Outcome outcome = get(other.send(Outgoing.message(), TIMEOUT));
        closing.add(other.close());
        return outcome;
    }

    private static void assertNotSent(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.NETWORK);
    }

    private ProviderAdapter adapter(String url) {
        SenderConfig sender = new SenderConfig(
                4,
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
        SesConfig config = new SesConfig("eu-west-1", URI.create(url), "events", "AKID", new Secret("secret"), sender);
        return get(config.adapter(vertx, Clock.systemUTC()));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException broken) {
            throw new AssertionError(broken);
        }
    }
}
