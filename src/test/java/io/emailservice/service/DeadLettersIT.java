package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a provider refuses for good is found, and sent when the cause is gone. */
class DeadLettersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OPERATOR = "key-of-an-operator";
    private static final String OTHER = "key-of-another-tenant";
    private static final JsonObject WHY = new JsonObject().put("reason", "the account is in order again");

    private static ServiceScene scene;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                http:
                  keys:
                    - {name: operator, key: key-of-an-operator, rights: [read, manage]}
                    - {name: other, key: key-of-another-tenant, tenant: other, rights: [read, manage]}
                """);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void aRejectedMessageBecomesOneNewMessageWithItsLineage() {
        String old = refusedByTheProvider("one", 1).get(0);
        JsonObject letter =
                ask(OPERATOR, HttpMethod.GET, "/dead-letters/" + old, null).bodyAsJsonObject();
        assertThat(letter.getString("status")).isEqualTo("rejected");
        assertThat(letter.getInteger("attempts")).isEqualTo(1);
        assertThat(letter.getJsonObject("request").getJsonObject("content").getString("subject"))
                .isEqualTo("Hello {{firstName}}");
        assertThat(ask(OTHER, HttpMethod.GET, "/dead-letters/" + old, null).statusCode())
                .isEqualTo(404);
        assertThat(ask(OTHER, HttpMethod.POST, "/dead-letters/" + old + "/redrive", WHY)
                        .statusCode())
                .isEqualTo(404);

        HttpResponse<Buffer> made = ask(OPERATOR, HttpMethod.POST, "/dead-letters/" + old + "/redrive", WHY);
        assertThat(made.statusCode()).as(made.bodyAsString()).isEqualTo(201);
        String id = made.bodyAsJsonObject().getString("messageId");
        await().atMost(PATIENCE).until(() -> message(id).getString("status").equals("sent"));
        HttpResponse<Buffer> again = ask(OPERATOR, HttpMethod.POST, "/dead-letters/" + old + "/redrive", WHY);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.bodyAsJsonObject().getString("messageId")).isEqualTo(id);
        assertThat(message(id).getString("redriveOf")).isEqualTo(old);
        assertThat(message(old).getJsonArray("timeline").stream()
                        .map(entry -> ((JsonObject) entry).getInteger("sequence") + " "
                                + ((JsonObject) entry).getString("type")))
                .containsExactly("1 message.accepted", "2 message.rejected", "3 message.redriven");
        assertThat(new JsonObject(scene.twinText("/twin/messages/" + id)).toString())
                .contains(id);
    }

    @Test
    void aJobThatCouldNotBeReadIsShownWithItsPayloadAndRefusedAsLongAsItBreaksRules() {
        JsonObject malformed = ServiceScene.request().put("too", "ben");
        String job = scene.enqueue(malformed);
        await().atMost(PATIENCE).until(() -> !scene.job(job, "finishedOn").isEmpty());

        String id = scene.database.value("SELECT id FROM refused_job WHERE job_id = '" + job + "'");
        JsonObject letter =
                ask(OPERATOR, HttpMethod.GET, "/dead-letters/" + id, null).bodyAsJsonObject();
        HttpResponse<Buffer> refused = ask(OPERATOR, HttpMethod.POST, "/dead-letters/" + id + "/redrive", WHY);

        assertThat(new JsonObject(letter.getString("payload"))).isEqualTo(malformed);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.bodyAsString()).contains("/too");
        assertThat(list(OPERATOR, "?code=malformed_request")).contains(id);
        assertThat(list(OTHER, "")).isEmpty();
    }

    @Test
    void aFilterRedrivesSomeThenTheRestAndNoneTwice() {
        List<String> old = refusedByTheProvider("many", 5);
        JsonObject some = new JsonObject()
                .put("filter", new JsonObject().put("campaign", "many").put("class", classOf(old.get(0))))
                .put("limit", 3)
                .put("reason", "in order again");

        JsonObject first = redriveMany(some);
        JsonObject rest = redriveMany(some.copy().put("cursor", first.getString("next")));
        some.remove("limit");
        JsonObject again = redriveMany(some.put("all", true).put("filter", new JsonObject().put("campaign", "many")));

        assertThat(first.getInteger("redriven")).as(first.encode()).isEqualTo(3);
        assertThat(rest.getInteger("redriven")).isEqualTo(2);
        assertThat(rest.getString("next")).isNull();
        assertThat(again.getInteger("alreadyRedriven")).as(again.encode()).isEqualTo(5);
        assertThat(again.getInteger("redriven")).isZero();
        await().atMost(PATIENCE).until(() -> scene.database
                .value("SELECT count(*) FROM message WHERE campaign = 'many' AND state = 'sent'")
                .equals("5"));
        assertThat(scene.database.value("SELECT count(*) FROM message WHERE campaign = 'many'"))
                .isEqualTo("10");
    }

    private static String classOf(String id) {
        return ask(OPERATOR, HttpMethod.GET, "/dead-letters/" + id, null)
                .bodyAsJsonObject()
                .getString("class");
    }

    private static JsonObject redriveMany(JsonObject wish) {
        HttpResponse<Buffer> answer = ask(OPERATOR, HttpMethod.POST, "/dead-letters/redrive", wish);
        assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
        return answer.bodyAsJsonObject();
    }

    /** Ids of messages that the provider refused, in the order of their jobs. */
    private static List<String> refusedByTheProvider(String campaign, int messages) {
        scene.faults("[{\"effect\":{\"type\":\"refuse\",\"status\":400,\"message\":\"domain not verified\"}}]");
        for (int i = 0; i < messages; i++) {
            assertThat(scene.enqueue(ServiceScene.request()
                            .put("idempotencyKey", campaign + "-" + i)
                            .put("collapseKey", campaign + "-" + i)
                            .put("provider", "mailgun")
                            .put("metadata", new JsonObject().put("campaign", campaign))))
                    .isNotEmpty();
        }
        String ended = "FROM message WHERE campaign = '" + campaign + "' AND state IN ('rejected', 'failed')";
        await().atMost(PATIENCE)
                .until(() -> scene.database.value("SELECT count(*) " + ended).equals(String.valueOf(messages)));
        scene.faults("[]");
        return scene.database.rows("SELECT id " + ended + " ORDER BY id");
    }

    private static List<String> list(String key, String query) {
        JsonArray letters = ask(key, HttpMethod.GET, "/dead-letters" + query, null)
                .bodyAsJsonObject()
                .getJsonArray("deadLetters");
        return letters.stream()
                .map(letter -> ((JsonObject) letter).getString("id"))
                .toList();
    }

    private static JsonObject message(String id) {
        return ask(OPERATOR, HttpMethod.GET, "/messages/" + id, null).bodyAsJsonObject();
    }

    private static HttpResponse<Buffer> ask(String key, HttpMethod method, String path, @Nullable JsonObject body) {
        var request = scene.web
                .requestAbs(method, "http://127.0.0.1:" + scene.service.port() + "/v1" + path)
                .bearerTokenAuthentication(key);
        return ServiceScene.get(body == null ? request.send() : request.sendJsonObject(body));
    }
}
