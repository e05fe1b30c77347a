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

class ClusterRoutesTest {
    private static final String ACME = "key-for-tenant-acme";
    private static final String MANAGER = "key-that-manages";
    private static final String ID = "0190b0a0-0000-7000-8000-000000000001";

    private static final String UNDO = "/v1/unsubscribe-clusters/" + ID + "/undo";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final WebClient web = WebClient.create(vertx);
    private final HttpVerticle server = new HttpVerticle(
            config(),
            Clock.systemUTC(),
            List.of(new ClusterRoutes(new Authentication(new ApiKeys(config())), new Book())));

    @BeforeEach
    void start() {
        assertThat(result(vertx.deployVerticle(server))).isNotEmpty();
    }

    @AfterEach
    void stop() {
        assertThat(result(vertx.close().map(true))).isTrue();
    }

    @Test
    void listsTheClustersOfTheKeysTenant() {
        HttpResponse<Buffer> answer = ask(HttpMethod.GET, "/v1/unsubscribe-clusters", ACME);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsString()).isEqualTo("{\"clusters\":[{\"tenant\":\"acme\"}]}");
    }

    @Test
    void undoesAClusterInTheNameOfTheKey() {
        HttpResponse<Buffer> answer = ask(HttpMethod.POST, UNDO, MANAGER);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.bodyAsJsonObject()).isEqualTo(new JsonObject().put("by", "manager"));
        assertThat(asked).containsExactly("acme " + ID);
    }

    @Test
    void undoesNothingForWhoMayNotOrForWhatIsNotThere() {
        assertThat(ask(HttpMethod.POST, UNDO, ACME).statusCode()).isEqualTo(403);
        assertThat(ask(HttpMethod.POST, UNDO, "nobody").statusCode()).isEqualTo(401);
        assertThat(ask(HttpMethod.POST, UNDO + "?tenant=other", MANAGER).statusCode())
                .isEqualTo(403);
        assertThat(ask(HttpMethod.GET, "/v1/unsubscribe-clusters?tenant=other", ACME)
                        .statusCode())
                .isEqualTo(403);
        assertThat(ask(HttpMethod.POST, "/v1/unsubscribe-clusters/7/undo", MANAGER)
                        .statusCode())
                .isEqualTo(404);
        assertThat(asked).isEmpty();
        assertThat(ask(HttpMethod.POST, "/v1/unsubscribe-clusters/" + new UUID(0, 1) + "/undo", MANAGER)
                        .statusCode())
                .isEqualTo(404);
    }

    private final class Book implements ClusterBook {
        @Override
        public Future<List<JsonObject>> list(String tenant, int limit) {
            return Future.succeededFuture(List.of(new JsonObject().put("tenant", tenant)));
        }

        @Override
        public Future<Optional<JsonObject>> undo(String tenant, UUID id, String by) {
            asked.add(tenant + " " + id);
            return Future.succeededFuture(
                    id.toString().equals(ID) ? Optional.of(new JsonObject().put("by", by)) : Optional.empty());
        }
    }

    private HttpResponse<Buffer> ask(HttpMethod method, String path, String key) {
        return result(web.request(method, server.port(), "127.0.0.1", path)
                .bearerTokenAuthentication(key)
                .send());
    }

    private static ApiConfig config() {
        return RouteFixture.config(
                new ApiKeyConfig("acme", "acme", Set.of(Right.READ), new Secret(ACME), ""),
                new ApiKeyConfig("manager", "acme", Set.of(Right.MANAGE), new Secret(MANAGER), ""));
    }
}
