package io.emailservice.api;

import static io.emailservice.api.RouteFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.message.MessageState;
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

class CancelRoutesTest {
    private static final String READER = "key-that-only-reads";
    private static final String MANAGER = "key-that-manages";
    private static final String OTHER = "key-of-another-tenant";
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");

    private final Vertx vertx = Vertx.vertx();
    private final List<Grounds> given = new CopyOnWriteArrayList<>();
    private final WebClient web = WebClient.create(vertx);
    private volatile Optional<MessageState> inTheWay = Optional.empty();
    private final HttpVerticle server = new HttpVerticle(
            config(),
            Clock.systemUTC(),
            List.of(new CancelRoutes(new Authentication(new ApiKeys(config())), this::read, this::cancel)));

    @BeforeEach
    void start() {
        assertThat(result(vertx.deployVerticle(server))).isNotEmpty();
    }

    @AfterEach
    void stop() {
        assertThat(result(vertx.close().map(true))).isTrue();
    }

    @Test
    void cancelsInTheNameOfTheKeyUnlessAnAuthorIsNamed() {
        assertThat(ask(MANAGER, "{\"reason\":\"wrong price\"}").statusCode()).isEqualTo(200);
        assertThat(ask(MANAGER, "{\"reason\":\"wrong price\",\"author\":\"ann\"}")
                        .bodyAsJsonObject()
                        .getString("status"))
                .isEqualTo("cancelled");
        assertThat(given).containsExactly(new Grounds("manager", "wrong price"), new Grounds("ann", "wrong price"));
    }

    @Test
    void namesTheStateThatStandsInTheWay() {
        inTheWay = Optional.of(MessageState.SENT);

        HttpResponse<Buffer> answer = ask(MANAGER, "{\"reason\":\"wrong price\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.bodyAsJsonObject().getString("detail")).contains("is sent");
    }

    @Test
    void cancelsNothingForWhoMayNotOrDoesNotSayWhy() {
        assertThat(ask(READER, "{\"reason\":\"r\"}").statusCode()).isEqualTo(403);
        assertThat(ask(OTHER, "{\"reason\":\"r\"}").statusCode()).isEqualTo(404);
        assertThat(ask(MANAGER, "{\"why\":\"r\"}").bodyAsString()).contains("/reason", "/why");
        assertThat(given).isEmpty();
    }

    private Future<Optional<MessageView>> read(UUID id) {
        return Future.succeededFuture(
                id.equals(ID)
                        ? Optional.of(new MessageView("acme", new JsonObject().put("status", "cancelled")))
                        : Optional.empty());
    }

    private Future<Optional<MessageState>> cancel(UUID id, Grounds grounds) {
        given.add(grounds);
        return Future.succeededFuture(inTheWay);
    }

    private HttpResponse<Buffer> ask(String key, String body) {
        return result(web.request(HttpMethod.POST, server.port(), "127.0.0.1", "/v1/messages/" + ID + "/cancel")
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
