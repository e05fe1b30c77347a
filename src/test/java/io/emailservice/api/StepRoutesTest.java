package io.emailservice.api;

import static io.emailservice.api.RouteFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.store.StoreOutage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StepRoutesTest {
    private static final String ALL = "key-for-all-tenants";
    private static final String ACME = "key-for-tenant-acme";
    private static final String SENDER = "key-that-only-sends";
    private static final String ID = "0190b0a0-0000-7000-8000-000000000001";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final WebClient web = WebClient.create(vertx);
    private final HttpVerticle server = new HttpVerticle(
            config(),
            Clock.systemUTC(),
            List.of(new StepRoutes(new Authentication(new ApiKeys(config())), this::answer)));

    @BeforeEach
    void start() {
        assertThat(result(vertx.deployVerticle(server))).isNotEmpty();
    }

    @AfterEach
    void stop() {
        assertThat(result(vertx.close().map(true))).isTrue();
    }

    @Test
    void readsTheStepOfTheKeysTenant() {
        HttpResponse<Buffer> answer = get("/v1/step-executions/step%2F1", ACME);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsJsonObject()).isEqualTo(new JsonObject().put("state", "sent"));
        assertThat(asked).containsExactly("acme step/1 null 100");
    }

    @Test
    void readsAPageOfItsMessages() {
        assertThat(get("/v1/step-executions/s?tenant=other&limit=7&after=" + ID, ALL)
                        .statusCode())
                .isEqualTo(200);
        assertThat(asked).containsExactly("other s " + ID + " 7");
    }

    @Test
    void showsNothingOfOtherTenantsAndNothingToKeysThatMayNotRead() {
        assertThat(get("/v1/step-executions/s?tenant=other", ACME).statusCode()).isEqualTo(403);
        assertThat(get("/v1/step-executions/s", SENDER).statusCode()).isEqualTo(403);
        assertThat(get("/v1/step-executions/s", "nobody").statusCode()).isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAQuery() {
        assertThat(get("/v1/step-executions/s?limit=1001", ACME).statusCode()).isEqualTo(422);
        assertThat(get("/v1/step-executions/s?limit=0", ACME).statusCode()).isEqualTo(422);
        assertThat(get("/v1/step-executions/s?after=1-2-3-4-5", ACME).statusCode())
                .isEqualTo(422);
        assertThat(get("/v1/step-executions/absent", ACME).statusCode()).isEqualTo(404);
    }

    @Test
    void saysThatTheStoreIsAwayAndWhenToTryAgain() {
        HttpResponse<Buffer> answer = get("/v1/step-executions/outage", ACME);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
        assertThat(get("/v1/step-executions/lost-connection", ACME).statusCode())
                .isEqualTo(503);
        assertThat(get("/v1/step-executions/bug", ACME).statusCode()).isEqualTo(500);
    }

    private Future<Optional<JsonObject>> answer(String tenant, String id, @Nullable UUID after, int limit) {
        asked.add(tenant + " " + id + " " + after + " " + limit);
        return switch (id) {
            case "absent" -> Future.succeededFuture(Optional.empty());
            case "outage" -> Future.failedFuture(StoreOutage.unavailable());
            case "lost-connection" -> Future.failedFuture(new ClosedChannelException());
            case "bug" -> Future.failedFuture(new IllegalStateException("ours"));
            default -> Future.succeededFuture(Optional.of(new JsonObject().put("state", "sent")));
        };
    }

    private HttpResponse<Buffer> get(String path, String key) {
        return result(web.get(server.port(), "127.0.0.1", path)
                .bearerTokenAuthentication(key)
                .send());
    }

    private static ApiConfig config() {
        return RouteFixture.config(
                new ApiKeyConfig("all", null, Set.of(Right.READ), new Secret(ALL), ""),
                new ApiKeyConfig("acme", "acme", Set.of(Right.READ), new Secret(ACME), ""),
                new ApiKeyConfig("sender", null, Set.of(Right.SEND), new Secret(SENDER), ""));
    }
}
