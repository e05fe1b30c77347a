package io.emailservice.api;

import static io.emailservice.api.RouteFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettleRoutesTest {
    private static final String READER = "key-that-only-reads";
    private static final String MANAGER = "key-that-manages";
    private static final String OTHER = "key-of-another-tenant";
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");
    private static final String NOT_SENT = "{\"outcome\":\"not_sent\",\"reason\":\"ticket 7\"}";

    private final Vertx vertx = Vertx.vertx();
    private final List<SettleOrder> orders = new CopyOnWriteArrayList<>();
    private final WebClient web = WebClient.create(vertx);
    private volatile boolean uncertain = true;
    private final HttpVerticle server = new HttpVerticle(
            config(),
            Clock.systemUTC(),
            List.of(new SettleRoutes(new Authentication(new ApiKeys(config())), this::read, this::settle)));

    @BeforeEach
    void start() {
        assertThat(result(vertx.deployVerticle(server))).isNotEmpty();
    }

    @AfterEach
    void stop() {
        assertThat(result(vertx.close().map(true))).isTrue();
    }

    @Test
    void settlesInTheNameOfTheKeyUnlessAnAuthorIsNamed() {
        assertThat(ask(MANAGER, NOT_SENT).bodyAsJsonObject().getString("status"))
                .isEqualTo("uncertain");
        uncertain = true;
        String sent =
                "{\"outcome\":\"sent\",\"providerMessageId\":\"p-1\",\"reason\":\"seen in its log\",\"author\":\"ann\"}";
        assertThat(ask(MANAGER, sent).statusCode()).isEqualTo(200);

        assertThat(orders)
                .containsExactly(
                        new SettleOrder(false, null, "manager", "ticket 7"),
                        new SettleOrder(true, "p-1", "ann", "seen in its log"));
    }

    @Test
    void answersConflictForWhatIsNotUncertain() {
        uncertain = false;

        assertThat(ask(MANAGER, NOT_SENT).statusCode()).isEqualTo(409);
    }

    @Test
    void settlesNothingForWhoMayNotOrDoesNotSayEnough() {
        assertThat(ask(READER, NOT_SENT).statusCode()).isEqualTo(403);
        assertThat(ask(OTHER, NOT_SENT).statusCode()).isEqualTo(404);
        assertThat(ask(MANAGER, "[]").statusCode()).isEqualTo(422);
        HttpResponse<Buffer> answer =
                ask(MANAGER, "{\"outcome\":\"maybe\",\"providerMessageId\":\"p-1\",\"who\":\"ann\"}");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.bodyAsString()).contains("/outcome", "/providerMessageId", "/who", "/reason");
        assertThat(orders).isEmpty();
    }

    private Future<Optional<MessageView>> read(UUID id) {
        return Future.succeededFuture(
                id.equals(ID)
                        ? Optional.of(new MessageView("acme", new JsonObject().put("status", "uncertain")))
                        : Optional.empty());
    }

    private Future<Boolean> settle(UUID id, SettleOrder order) {
        boolean settled = uncertain;
        if (settled) {
            orders.add(order);
        }
        uncertain = false;
        return Future.succeededFuture(settled);
    }

    private HttpResponse<Buffer> ask(String key, String body) {
        return result(web.request(HttpMethod.POST, server.port(), "127.0.0.1", "/v1/messages/" + ID + "/settle")
                .bearerTokenAuthentication(key)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));
    }

    private static ApiConfig config() {
        return RouteFixture.config(
                new ApiKeyConfig("reader", "acme", Set.of(Right.READ), new Secret(READER), ""),
                new ApiKeyConfig("other", "other", Set.of(Right.MANAGE), new Secret(OTHER), ""),
                new ApiKeyConfig("manager", "acme", Set.of(Right.MANAGE), new Secret(MANAGER), ""));
    }
}
