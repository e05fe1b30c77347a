package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuppressionRoutesIT {
    private static final String PATH = "/v1/suppressions";
    private static final String MANAGER = "key-of-the-manager";
    private static ServiceScene scene;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                http:
                  keys:
                    - {name: manager, key: key-of-the-manager, rights: [send, read, manage]}
                    - {name: shop, tenant: shop, key: key-of-the-shop-, rights: [read, manage]}
                """);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void whatIsAddedStopsMessages() {
        assertThat(add("", new JsonObject().put("address", "Stop+Me@Inbox.example.com"))
                        .bodyAsJsonObject())
                .isEqualTo(new JsonObject().put("accepted", 1).put("duplicate", 0));

        JsonObject request =
                ServiceScene.request().put("to", new JsonObject().put("email", "stop+me@inbox.EXAMPLE.com"));
        JsonObject accepted = body(call(HttpMethod.POST, "/v1/messages", MANAGER, request.toBuffer()), 202);

        assertThat(accepted.getString("status")).isEqualTo("suppressed");
        JsonObject found = list("?address=STOP%2Bme@inbox.example.com").getJsonObject(0);
        assertThat(found.getString("address")).isEqualTo("stop+me@inbox.example.com");
        assertThat(found.getString("reason")).isEqualTo("manual");
        assertThat(found.getString("source")).isEqualTo("api:manager");
        assertThat(call(HttpMethod.DELETE, PATH + "/stop%2Bme@inbox.example.com", MANAGER, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(list("?address=stop%2Bme@inbox.example.com")).isEmpty();
    }

    @Test
    void findsByReasonAndStreamInPages() {
        JsonArray many = new JsonArray();
        IntStream.range(0, 25)
                .forEach(i -> many.add(new JsonObject()
                        .put("address", "page" + i + "@x.example")
                        .put("stream", i < 5 ? "bulk" : "*")
                        .put("reason", "unsubscribe")));
        assertThat(add("?tenant=paged", new JsonObject().put("suppressions", many))
                        .bodyAsJsonObject())
                .isEqualTo(new JsonObject().put("accepted", 25).put("duplicate", 0));

        JsonObject first = body(call(HttpMethod.GET, PATH + "?tenant=paged&limit=20", MANAGER, null), 200);
        JsonObject second = body(
                call(HttpMethod.GET, PATH + "?tenant=paged&limit=20&cursor=" + first.getString("next"), MANAGER, null),
                200);
        assertThat(first.getJsonArray("suppressions")).hasSize(20);
        assertThat(second.getJsonArray("suppressions")).hasSize(5);
        assertThat(second.containsKey("next")).isFalse();
        assertThat(list("?tenant=paged&reason=unsubscribe&stream=bulk")).hasSize(5);
        assertThat(list("?tenant=paged&reason=complaint")).isEmpty();
    }

    @Test
    void aComplaintIsRemovedOnlyWithForce() {
        assertThat(add("", new JsonObject().put("address", "angry@x.example").put("reason", "complaint"))
                        .statusCode())
                .isEqualTo(200);
        String one = PATH + "/angry@x.example";

        HttpResponse<Buffer> refused = call(HttpMethod.DELETE, one, MANAGER, null);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.getHeader("Content-Type")).isEqualTo("application/problem+json");
        assertThat(call(HttpMethod.DELETE, one + "?force=true", MANAGER, null).statusCode())
                .isEqualTo(204);
        assertThat(call(HttpMethod.DELETE, one + "?force=true", MANAGER, null).statusCode())
                .isEqualTo(404);
        assertThat(scene.database.rows("SELECT data ->> 'by' FROM message_event WHERE type = 'suppression.removed'"
                        + " AND subject = 'angry@x.example'"))
                .containsExactly("manager");
    }

    @Test
    void aKeyOfATenantReachesOnlyItsOwn() {
        assertThat(add("", new JsonObject().put("address", "theirs@x.example")).statusCode())
                .isEqualTo(200);

        assertThat(body(call(HttpMethod.GET, PATH + "?address=theirs@x.example", "key-of-the-shop-", null), 200)
                        .getJsonArray("suppressions"))
                .isEmpty();
        for (String path : List.of(PATH, PATH + "/export")) {
            assertThat(call(HttpMethod.GET, path + "?tenant=default", "key-of-the-shop-", null)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(call(HttpMethod.DELETE, PATH + "/theirs@x.example?tenant=default", "key-of-the-shop-", null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(call(HttpMethod.POST, PATH + "?tenant=default", "key-of-the-shop-", Buffer.buffer("{}"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aKeyWithoutTheRightIsRefused() {
        Buffer one = new JsonObject().put("address", "a@x.example").toBuffer();

        assertThat(call(HttpMethod.POST, PATH, "key-of-a-test-run", one).statusCode())
                .isEqualTo(403);
        assertThat(call(HttpMethod.DELETE, PATH + "/a@x.example", "key-of-a-test-run", null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(call(HttpMethod.POST, PATH + "/import", "key-of-a-test-run", one)
                        .statusCode())
                .isEqualTo(403);
        assertThat(call(HttpMethod.GET, PATH, "no-such-key-at-all", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void allOfABodyIsTakenOrNothing() {
        JsonArray mixed = new JsonArray()
                .add(new JsonObject().put("address", "fine@x.example"))
                .add(new JsonObject().put("address", "nobody").put("reason", "because"))
                .add(7);

        HttpResponse<Buffer> refused = add("", new JsonObject().put("suppressions", mixed));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.bodyAsJsonObject().getJsonArray("problems").stream()
                        .map(problem -> ((JsonObject) problem).getString("pointer")))
                .containsExactlyInAnyOrder("/suppressions/1/address", "/suppressions/1/reason", "/suppressions/2");
        assertThat(list("?address=fine@x.example")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0, /limit",
        "?limit=1001, /limit",
        "?cursor=%%%, ''",
        "?cursor=AAAA, /cursor",
        "?reason=because, /reason",
        "?stream=newsletters, /stream",
        "?address=nobody, /address",
        "?tenant=a%00b, /tenant"
    })
    void aWrongQueryIsNamed(String query, String pointer) {
        HttpResponse<Buffer> refused = call(HttpMethod.GET, PATH + query, MANAGER, null);

        if (pointer.isEmpty()) {
            assertThat(refused.statusCode()).isBetween(400, 499);
        } else {
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.bodyAsJsonObject()
                            .getJsonArray("problems")
                            .getJsonObject(0)
                            .getString("pointer"))
                    .isEqualTo(pointer);
        }
    }

    @Test
    void tooManyAtOnceAreSentToTheImport() {
        JsonArray many = new JsonArray();
        IntStream.range(0, 1_001).forEach(i -> many.add(new JsonObject().put("address", i + "@x.example")));

        assertThat(add("", new JsonObject().put("suppressions", many)).statusCode())
                .isEqualTo(422);
        assertThat(call(HttpMethod.POST, PATH, MANAGER, Buffer.buffer("[")).statusCode())
                .isEqualTo(422);
        assertThat(call(HttpMethod.POST, PATH, MANAGER, Buffer.buffer("[]")).statusCode())
                .isEqualTo(422);
    }

    private static HttpResponse<Buffer> add(String query, JsonObject body) {
        return call(HttpMethod.POST, PATH + query, MANAGER, body.toBuffer());
    }

    private static JsonArray list(String query) {
        return body(call(HttpMethod.GET, PATH + query, MANAGER, null), 200).getJsonArray("suppressions");
    }

    private static JsonObject body(HttpResponse<Buffer> response, int status) {
        assertThat(response.statusCode()).as(response.bodyAsString()).isEqualTo(status);
        return response.bodyAsJsonObject();
    }

    private static HttpResponse<Buffer> call(HttpMethod method, String uri, String key, @Nullable Buffer body) {
        HttpRequest<Buffer> request = scene.web
                .request(method, scene.service.port(), "127.0.0.1", uri)
                .bearerTokenAuthentication(key)
                .putHeader("Content-Type", "application/json");
        return ServiceScene.get(body == null ? request.send() : request.sendBuffer(body));
    }
}
