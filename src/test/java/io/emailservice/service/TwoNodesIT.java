package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers ask of one node holds on the other. */
class TwoNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonObject WHY = new JsonObject().put("reason", "wrong price");

    private static ServiceScene scene;
    private static Service other;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(
                false, "http: {keys: [{name: test, key: key-of-a-test-run, rights: [send, read, manage]}]}");
        other = scene.anotherNode();
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void oneKeyIsOneMessageOverHttpTheBusAndTheQueueAtTheSameTime() {
        int keys = 20;
        List<Future<HttpResponse<Buffer>>> overHttp = new ArrayList<>();
        List<Future<JsonObject>> overTheBus = new ArrayList<>();
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            JsonObject request = request("crowd-" + i);
            overHttp.add(send(scene.service, request));
            overTheBus.add(scene.overTheBus(other, request));
            jobs.add(scene.enqueue(request));
        }

        for (int i = 0; i < keys; i++) {
            HttpResponse<Buffer> http = ServiceScene.get(overHttp.get(i));
            assertThat(http.statusCode()).as(http.bodyAsString()).isEqualTo(202);
            String id = http.bodyAsJsonObject().getString("messageId");
            assertThat(ServiceScene.get(overTheBus.get(i)).getString("messageId"))
                    .isEqualTo(id);
            String job = jobs.get(i);
            await().atMost(PATIENCE).until(() -> !scene.job(job, "finishedOn").isEmpty());
            assertThat(new JsonObject(scene.job(job, "returnvalue")).getString("messageId"))
                    .isEqualTo(id);
        }
        String crowd = "FROM message WHERE request ->> 'idempotencyKey' LIKE 'crowd-%'";
        await().atMost(PATIENCE).until(() -> scene.database
                .value("SELECT count(*) " + crowd + " AND state = 'sent' AND attempt = 1")
                .equals(String.valueOf(keys)));
        assertThat(scene.database.value("SELECT count(*) " + crowd)).isEqualTo(String.valueOf(keys));
        assertThat(scene.twinSummary().getLong("repeats")).isZero();
    }

    @Test
    void theOriginalAnswerIsGivenAgainWhateverBecameOfTheMessage() {
        JsonObject request = request("again");
        HttpResponse<Buffer> first = ServiceScene.get(send(scene.service, request));
        String id = first.bodyAsJsonObject().getString("messageId");
        await().atMost(PATIENCE).until(() -> state(id).equals("sent"));

        HttpResponse<Buffer> again = ServiceScene.get(send(other, request));
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.getHeader("Location")).isEqualTo(first.getHeader("Location"));
        assertThat(again.bodyAsJsonObject())
                .isEqualTo(first.bodyAsJsonObject().put("duplicate", true))
                .isEqualTo(ServiceScene.get(scene.overTheBus(other, request)));
    }

    @Test
    void aUsedKeyWithAnotherRequestIsRefusedEverywhereByTheNamesOfWhatDiffers() {
        JsonObject request = request("changed");
        assertThat(ServiceScene.get(send(scene.service, request)).statusCode()).isEqualTo(202);
        request.getJsonObject("to").put("email", "ben@inbox.example.com");
        request.getJsonObject("content").put("subject", "Bye");
        String said = "already used for another request (differs in: content.subject, to)";

        HttpResponse<Buffer> http = ServiceScene.get(send(other, request));
        assertThat(http.statusCode()).isEqualTo(409);
        assertThat(http.bodyAsJsonObject().getString("detail")).startsWith("idempotencyKey: " + said);
        assertThatThrownBy(() -> ServiceScene.get(scene.overTheBus(other, request)))
                .hasMessageContaining(said);
        String job = scene.enqueue(request);
        await().atMost(PATIENCE).until(() -> !scene.job(job, "finishedOn").isEmpty());
        assertThat(scene.job(job, "failedReason")).contains(said);
    }

    @Test
    void aScheduledMessageIsCancelledOnTheOtherNodeOnce() {
        JsonObject request =
                request("later").put("sendAt", Instant.now().plusSeconds(3_600).toString());
        String id = ServiceScene.get(send(scene.service, request))
                .bodyAsJsonObject()
                .getString("messageId");

        HttpResponse<Buffer> cancelled = cancel(id);
        assertThat(cancelled.statusCode()).as(cancelled.bodyAsString()).isEqualTo(200);
        assertThat(cancelled.bodyAsJsonObject().getString("status")).isEqualTo("cancelled");
        assertThat(cancelled.bodyAsJsonObject().getJsonObject("why").getString("reason"))
                .isEqualTo("test: wrong price");
        HttpResponse<Buffer> again = cancel(id);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.bodyAsString()).contains("is cancelled");
        assertThat(scene.database.value("SELECT string_agg(type, ' ' ORDER BY sequence) FROM message_event"
                        + " WHERE message_id = '" + id + "'"))
                .isEqualTo("message.accepted message.cancelled");
    }

    @Test
    void aDeferredMessageIsCancelledWithItsJobAndASentOneIsNot() {
        scene.faults("[{\"provider\":\"mailgun\",\"count\":1,\"effect\":{\"type\":\"throttle\",\"wait\":\"60s\"}}]");
        String deferred = scene.enqueue(request("throttled").put("provider", "mailgun"));
        String id = "SELECT max(id::text) FROM message WHERE job_id = '" + deferred + "' AND state = 'deferred'";
        await().atMost(PATIENCE).until(() -> !scene.database.value(id).equals("null"));
        await().atMost(PATIENCE).until(() -> scene.redis.run("ZSCORE", "bull:email:delayed", deferred) != null);

        assertThat(cancel(scene.database.value(id)).statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> !scene.job(deferred, "finishedOn").isEmpty());
        assertThat(new JsonObject(scene.job(deferred, "returnvalue")).getString("status"))
                .isEqualTo("cancelled");

        String sent = scene.enqueue(request("sent"));
        await().atMost(PATIENCE).until(() -> !scene.job(sent, "finishedOn").isEmpty());
        HttpResponse<Buffer> tooLate = cancel(new JsonObject(scene.job(sent, "returnvalue")).getString("messageId"));
        assertThat(tooLate.statusCode()).isEqualTo(409);
        assertThat(tooLate.bodyAsString()).contains("is sent");
    }

    private static JsonObject request(String key) {
        return ServiceScene.request().put("idempotencyKey", key).put("provider", "ses");
    }

    private static Future<HttpResponse<Buffer>> send(Service node, JsonObject request) {
        return scene.web
                .postAbs("http://127.0.0.1:" + node.port() + "/v1/messages")
                .bearerTokenAuthentication("key-of-a-test-run")
                .sendJsonObject(request);
    }

    private static HttpResponse<Buffer> cancel(String id) {
        return ServiceScene.get(scene.web
                .postAbs("http://127.0.0.1:" + other.port() + "/v1/messages/" + id + "/cancel")
                .bearerTokenAuthentication("key-of-a-test-run")
                .sendJsonObject(WHY));
    }

    private static String state(String id) {
        return scene.database.value("SELECT state FROM message WHERE id = '" + id + "'");
    }
}
