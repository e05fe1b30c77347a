package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A provider takes a message and never says so. Nobody asks again by himself within a test: the interval is too long. */
class UncertainIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SILENT =
            "[{\"provider\":\"%s\",\"count\":1,\"effect\":{\"type\":\"hang\",\"accepted\":%s}}]";

    private static ServiceScene scene;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                http: {keys: [{name: operator, key: key-of-an-operator, rights: [read, manage]}]}
                webhooks: {ses: {topics: ['arn:aws:sns:us-east-1:123456789012:ses-feedback']}}
                delivery:
                  callWithin: 2s
                  uncertain: {interval: 5m, horizon: 10m, transactional: hold}
                providers:
                  mailgun: {timeout: 1s, connectTimeout: 1s}
                  ses: {timeout: 1s, connectTimeout: 1s}
                """);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void mailgunIsAskedAndTellsThatItTookIt() {
        Sent sent = unanswered("mailgun", true);
        sent.await("uncertain");
        await().atMost(PATIENCE)
                .until(() -> ServiceScene.get(scene.service.producer().promote("email", sent.job)));

        sent.await("sent");
        JsonObject why = sent.read().getJsonObject("why");
        assertThat(why.getString("settledBy")).isEqualTo("lookup");
        assertThat(why.getJsonObject("evidence").getString("provider")).isEqualTo("mailgun");
        assertThat(sent.calls()).isEqualTo("1");
    }

    @Test
    void theSendEventOfSesSettlesWhatItNeverAnswered() {
        scene.feedback("{\"delay\":{\"min\":\"5ms\",\"max\":\"20ms\"},\"rates\":{\"delivered\":0},"
                + "\"subscriptions\":[{\"url\":\"" + url("/webhooks/ses/ses") + "\"}]}");
        await().atMost(PATIENCE).until(() -> scene.body("/metrics")
                .contains("email_posts_handshakes_total{kind=\"confirmed\",provider=\"ses\"} 1"));
        Sent sent = unanswered("ses", true);

        sent.await("sent");
        JsonObject message = sent.read();
        assertThat(message.getJsonObject("why").getString("settledBy")).isEqualTo("feedback");
        assertThat(message.getJsonObject("why").getJsonObject("evidence").getString("rawKind"))
                .isEqualTo("Send");
        assertThat(message.getJsonArray("taken")).hasSize(1);
        assertThat(sent.calls()).isEqualTo("1");
    }

    @Test
    void anOperatorsWordSendsWhatWasNotSentAtOnce() {
        Sent sent = unanswered("mailgun", false);
        sent.await("uncertain");
        await().atMost(PATIENCE).until(() -> scene.redis.run("ZSCORE", "bull:email:delayed", sent.job) != null);

        JsonObject word = new JsonObject()
                .put("outcome", "not_sent")
                .put("reason", "not in its log")
                .put("author", "ann");
        assertThat(settle(sent, word).statusCode()).isEqualTo(200);
        sent.await("sent");
        assertThat(sent.calls()).isEqualTo("2");
        assertThat(sent.read().getJsonObject("why").getJsonObject("evidence").getString("author"))
                .isEqualTo("ann");
        assertThat(settle(sent, word).statusCode()).isEqualTo(409);
    }

    private static HttpResponse<Buffer> settle(Sent sent, JsonObject word) {
        return ServiceScene.get(scene.web
                .postAbs(url("/v1/messages/" + sent.id() + "/settle"))
                .bearerTokenAuthentication("key-of-an-operator")
                .sendJsonObject(word));
    }

    private static Sent unanswered(String provider, boolean accepted) {
        scene.faults(SILENT.formatted(provider, accepted));
        return new Sent(scene.enqueue(ServiceScene.request().put("provider", provider)));
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + scene.service.port() + path;
    }

    private record Sent(String job) {
        private String value(String column) {
            return String.valueOf(scene.database.value(
                    "SELECT max(" + column + "::text) FROM message WHERE queue = 'email' AND job_id = '" + job + "'"));
        }

        private String id() {
            return value("id");
        }

        private String calls() {
            return value("attempt");
        }

        private void await(String state) {
            org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> value("state")
                    .equals(state));
        }

        private JsonObject read() {
            return ServiceScene.get(scene.web
                            .getAbs(url("/v1/messages/" + id()))
                            .bearerTokenAuthentication("key-of-an-operator")
                            .send())
                    .bodyAsJsonObject();
        }
    }
}
