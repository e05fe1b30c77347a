package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SweepIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static ServiceScene scene;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                queue: {commandTimeout: 500ms, drainDelay: 1s}
                sweep: {every: 100ms, after: 500ms, behind: 100ms, lead: 2s}
                """);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void whatIsPostedWhileRedisIsAwayIsAcceptedAndSentOnceItIsBack() {
        scene.redis.stop();
        String id;
        try {
            HttpResponse<Buffer> accepted = post(ServiceScene.request());
            assertThat(accepted.statusCode()).isEqualTo(202);
            assertThat(accepted.bodyAsJsonObject().getString("status")).isEqualTo("queued");
            id = accepted.bodyAsJsonObject().getString("messageId");
        } finally {
            scene.redis.start();
        }

        untilSent(id);
        assertThat(callsOf(id)).isEqualTo(1);
    }

    @Test
    void aMessageForLaterGetsItsJobShortlyBeforeItsTime() {
        Instant sendAt = Instant.now().plusSeconds(4);
        String id = accept(ServiceScene.request().put("sendAt", sendAt.toString()));

        assertThat(state(id)).isEqualTo("scheduled");
        assertThat(scene.job(id, "name")).isEmpty();
        untilSent(id);
        assertThat(Instant.now()).isAfter(sendAt);
        assertThat(callsOf(id)).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> scene.database
                .value("SELECT count(*) FROM message_watch WHERE message_id = '" + id + "'")
                .equals("0"));
    }

    @Test
    void aMessageWhoseJobIsLostIsSentWithAllThatItHad() {
        JsonObject request = ServiceScene.request()
                .put("sendAt", Instant.now().plusSeconds(1).toString())
                .put(
                        "attachments",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("filename", "a.txt")
                                        .put("contentType", "text/plain")
                                        .put("content", "aGVsbG8=")));
        String id = accept(request);
        scene.redis.run("ZREM", "bull:email:delayed", id);
        scene.redis.run("DEL", "bull:email:" + id);

        untilSent(id);
        assertThat(callsOf(id)).isEqualTo(1);
        assertThat(new JsonObject(scene.job(id, "data"))
                        .getJsonArray("attachments")
                        .getJsonObject(0)
                        .getString("content"))
                .isEqualTo("aGVsbG8=");
        assertThat(scene.body("/metrics")).contains("email_sweep_jobs_total{found=\"added\"}");
    }

    @Test
    void aMessageThatIsOpenAgainAfterItsJobEndedIsTakenUpByThatJob() {
        String id = accept(ServiceScene.request());
        untilSent(id);
        await().atMost(PATIENCE).until(() -> !scene.job(id, "finishedOn").isEmpty());
        scene.database.run("UPDATE message SET state = 'deferred', updated_at = now() WHERE id = '" + id + "'");
        scene.database.run("INSERT INTO message_watch (message_id, due_at) VALUES ('" + id + "', now())"
                + " ON CONFLICT (message_id) DO UPDATE SET due_at = now()");

        untilSent(id);
        assertThat(scene.database.value("SELECT attempt FROM message WHERE id = '" + id + "'"))
                .isEqualTo("2");
    }

    @Test
    void aMessageThatNobodyMovesIsReportedAsOverdue() {
        UUID stranger = UUID.randomUUID();
        scene.database.run("INSERT INTO message_watch (message_id, due_at, state, overdue_since) VALUES ('" + stranger
                + "', now() + interval '1 hour', 'uncertain', now() - interval '1 hour')");
        try {
            await().atMost(PATIENCE)
                    .until(() -> scene.body("/metrics").contains("email_messages_overdue{state=\"uncertain\"} 1.0"));
        } finally {
            scene.database.run("DELETE FROM message_watch WHERE message_id = '" + stranger + "'");
        }
    }

    private static String accept(JsonObject request) {
        HttpResponse<Buffer> accepted = post(request);
        assertThat(accepted.statusCode()).isEqualTo(202);
        return accepted.bodyAsJsonObject().getString("messageId");
    }

    private static HttpResponse<Buffer> post(JsonObject request) {
        return ServiceScene.get(scene.web
                .postAbs("http://127.0.0.1:" + scene.service.port() + "/v1/messages")
                .bearerTokenAuthentication("key-of-a-test-run")
                .sendJsonObject(request));
    }

    private static void untilSent(String id) {
        await().atMost(PATIENCE).until(() -> state(id).equals("sent"));
    }

    private static String state(String id) {
        return scene.database.value("SELECT state FROM message WHERE id = '" + id + "'");
    }

    /** How often a provider was called for it. */
    private static long callsOf(String id) {
        return Long.parseLong(scene.database.value("SELECT attempt FROM message WHERE id = '" + id + "'"));
    }
}
