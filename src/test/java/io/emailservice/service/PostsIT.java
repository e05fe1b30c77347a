package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the twin posts reaches the messages, on each way there is. */
class PostsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SCRIPT = "{\"delay\":{\"min\":\"5ms\",\"max\":\"20ms\"},\"speedup\":1000,\"%s\":[%s]}";

    private static ServiceScene scene;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                webhooks:
                  alertAfter: 3
                  mailgun: {signingKeys: {twin: signing-key-test}}
                  ses: {topics: ['arn:aws:sns:us-east-1:123456789012:ses-feedback']}
                """);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void mailgunTellsThatAMessageWasDelivered() {
        scene.feedback(SCRIPT.formatted("webhooks", "{\"url\":\"" + url("/webhooks/mailgun/mailgun") + "\"}"));

        awaitDelivered(send("mailgun"));
    }

    @Test
    void sesTellsThatAMessageWasDelivered() {
        scene.feedback(
                SCRIPT.formatted("subscriptions", "{\"url\":\"" + url("/webhooks/ses/ses") + "\",\"version\":2}"));
        await().atMost(PATIENCE).until(() -> scene.body("/metrics")
                .contains("email_posts_handshakes_total{kind=\"confirmed\",provider=\"ses\"} 1"));

        awaitDelivered(send("ses"));
    }

    @Test
    void manyForgedPostsAreAnEvent() {
        List<JsonObject> events = new CopyOnWriteArrayList<>();
        scene.vertx.eventBus().<JsonObject>consumer("email.events.provider.refused", event -> events.add(event.body()));
        String forged = "{\"signature\":{\"timestamp\":\"1\",\"token\":\"t\",\"signature\":\"" + "0".repeat(64)
                + "\"},\"event-data\":{\"event\":\"delivered\"}}";

        for (int i = 0; i < 5; i++) {
            assertThat(ServiceScene.get(
                                    scene.web.postAbs(url("/webhooks/mailgun")).sendBuffer(Buffer.buffer(forged)))
                            .statusCode())
                    .isEqualTo(401);
        }

        await().atMost(PATIENCE).until(() -> !events.isEmpty());
        assertThat(events).hasSize(1);
        assertThat(events.get(0).getJsonObject("data").getString("cause")).isEqualTo("bad_signature");
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + scene.service.port() + path;
    }

    /** The id of a message that the provider took. */
    private static String send(String provider) {
        String job = scene.enqueue(ServiceScene.request().put("provider", provider));
        await().atMost(PATIENCE).until(() -> !scene.job(job, "returnvalue").isEmpty());
        return new JsonObject(scene.job(job, "returnvalue")).getString("messageId");
    }

    private static void awaitDelivered(String id) {
        await().atMost(PATIENCE).until(() -> "delivered"
                .equals(scene.database.value("SELECT state FROM message WHERE id = '" + id + "'")));
    }
}
