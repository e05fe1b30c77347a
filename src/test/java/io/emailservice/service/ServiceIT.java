package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static ServiceScene scene;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                webhooks: {ses: {topics: ['arn:aws:sns:us-east-1:123456789012:ses-feedback']}}
                delivery:
                  callWithin: 2s
                  uncertain: {interval: 200ms, horizon: 5s}
                  rules: [{name: main, use: [{account: mailgun}], fallback: [ses]}]
                providers:
                  mailgun: {timeout: 2s, connectTimeout: 1s}
                  ses: {timeout: 2s, connectTimeout: 1s}
                """);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void aJobBecomesASentMessageWithItsEvents() {
        List<JsonObject> events = new CopyOnWriteArrayList<>();
        scene.vertx.eventBus().<JsonObject>consumer("email.events", event -> events.add(event.body()));
        String job = scene.enqueue(ServiceScene.request());
        JsonObject value = returnValue(job);

        assertThat(value.getString("status")).isEqualTo("sent");
        assertThat(value.getString("provider")).isEqualTo("mailgun");
        String id = value.getString("messageId");
        await().atMost(PATIENCE).until(() -> typesOf(events, id).contains("message.sent"));
        assertThat(typesOf(events, id)).containsExactly("message.accepted", "message.sent");
        assertThat(scene.database.value("SELECT state FROM message WHERE id = '" + id + "'"))
                .isEqualTo("sent");
    }

    @Test
    void aRequestOverHttpIsStoredThenSentAndTellsItsTimeline() {
        HttpResponse<Buffer> accepted = post(ServiceScene.request());

        assertThat(accepted.statusCode()).isEqualTo(202);
        String id = accepted.bodyAsJsonObject().getString("messageId");
        await().atMost(PATIENCE).until(() -> read(id).getString("status").equals("sent"));
        assertThat(read(id).getJsonArray("timeline").stream().map(entry -> ((JsonObject) entry).getString("type")))
                .containsExactly("message.accepted", "message.sent");
    }

    @Test
    void aUsedKeyWithAnotherRequestIsRefusedOverHttp() {
        JsonObject request = ServiceScene.request().put("idempotencyKey", "order-2");

        assertThat(post(request).statusCode()).isEqualTo(202);
        assertThat(post(request).bodyAsJsonObject().getBoolean("duplicate")).isTrue();
        request.getJsonObject("data").put("firstName", "Ben");
        assertThat(post(request).statusCode()).isEqualTo(409);
    }

    @Test
    void aSecondJobWithTheSameKeyIsAnsweredWithTheFirstMessage() {
        JsonObject request = ServiceScene.request().put("idempotencyKey", "order-1");
        JsonObject first = returnValue(scene.enqueue(request));
        JsonObject second = returnValue(scene.enqueue(request));

        assertThat(second.getString("messageId")).isEqualTo(first.getString("messageId"));
        assertThat(second.getBoolean("duplicate")).isTrue();
    }

    static Stream<Arguments> unsendable() {
        return Stream.of(
                unsendable("no sender", request -> request.remove("from"), "malformed_request", "/from"),
                unsendable("unknown field", request -> request.put("too", 1), "malformed_request", "/too"),
                unsendable(
                        "invalid address",
                        request -> request.put("to", new JsonObject().put("email", "nobody")),
                        "malformed_request",
                        "/to/email"),
                unsendable(
                        "line break in a header",
                        request -> request.put("headers", new JsonObject().put("X-A", "a\r\nBcc: b@x.example")),
                        "malformed_request",
                        "/headers/X-A"),
                unsendable("26 MB attachment", ServiceIT::attach, "malformed_request", "/attachments"),
                unsendable(
                        "unknown template",
                        request -> {
                            request.remove("content");
                            request.put("template", new JsonObject().put("id", "absent"));
                        },
                        "unknown_template",
                        "absent"),
                unsendable("missing variable", request -> request.remove("data"), "missing_variable", "firstName"),
                unsendable(
                        "unknown provider",
                        request -> request.put("provider", "sendgrid"),
                        "unknown_provider",
                        "/provider"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsendable")
    void whatCannotBeSentFailsForGoodWithClassAndReason(
            String name, Consumer<JsonObject> change, String code, String named) {
        JsonObject request = ServiceScene.request();
        change.accept(request);
        String job = scene.enqueue(request);

        await().atMost(PATIENCE).until(() -> !scene.job(job, "finishedOn").isEmpty());
        assertThat(scene.job(job, "failedReason")).contains(code, named);
        assertThat(scene.redis.text("ZSCORE bull:email:failed " + job)).isNotEmpty();
        String table = code.equals("malformed_request")
                ? "SELECT code FROM refused_job WHERE queue = 'email' AND job_id = '" + job + "'"
                : "SELECT failure_code FROM message WHERE queue = 'email' AND job_id = '" + job + "'";
        assertThat(scene.database.value(table)).isEqualTo(code);
    }

    /**
     * SES takes over within a moment, so that some of its calls may end after their timeout. It can't be asked for a
     * message: only the events it posts keep such a message from being sent again. One call of its is made before: were its
     * account closed for being slow to begin with, there would be no other to go to, and that does count.
     */
    @Test
    void aBrokenProviderLosesNothingSendsNothingTwiceAndBurnsNoAttempt() {
        letSesTellWhatItTook();
        String warm = scene.enqueue(ServiceScene.request().put("provider", "ses"));
        assertThat(returnValue(warm).getString("provider")).isEqualTo("ses");
        scene.faults(
                "[{\"provider\":\"mailgun\",\"share\":0.6,\"count\":400,\"effect\":{\"type\":\"error\",\"status\":500}}]");
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            jobs.add(scene.enqueue(ServiceScene.request().put("idempotencyKey", "broken-" + i)));
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> jobs.stream()
                .noneMatch(job -> scene.job(job, "finishedOn").isEmpty()));
        assertThat(jobs).allSatisfy(job -> {
            assertThat(new JsonObject(scene.job(job, "returnvalue")).getString("status"))
                    .isEqualTo("sent");
            assertThat(scene.job(job, "atm")).as("%s", timeline(job)).isEqualTo("1");
        });
        assertThat(scene.twinSummary().getLong("repeats"))
                .as("%s", scene.twinText("/twin/repeats"))
                .isZero();
        assertThat(scene.database.value("SELECT count(*) FROM message_event WHERE type = 'provider.opened'"))
                .isNotEqualTo("0");
    }

    private static void letSesTellWhatItTook() {
        scene.feedback("{\"delay\":{\"min\":\"5ms\",\"max\":\"20ms\"},\"rates\":{\"delivered\":0},"
                + "\"subscriptions\":[{\"url\":\"http://127.0.0.1:" + scene.service.port() + "/webhooks/ses/ses\"}]}");
        await().atMost(PATIENCE).until(() -> scene.body("/metrics")
                .contains("email_posts_handshakes_total{kind=\"confirmed\",provider=\"ses\"} 1"));
    }

    private static List<String> timeline(String job) {
        return scene.database.rows("SELECT e.type || ' ' || e.data FROM message_event e JOIN message m"
                + " ON m.id = e.message_id WHERE m.job_id = '" + job + "' ORDER BY e.sequence");
    }

    private static JsonObject returnValue(String job) {
        await().atMost(PATIENCE).until(() -> !scene.job(job, "finishedOn").isEmpty());
        return new JsonObject(scene.job(job, "returnvalue"));
    }

    private static List<String> typesOf(List<JsonObject> events, String messageId) {
        return events.stream()
                .filter(event -> event.getString("subject").equals(messageId))
                .map(event -> event.getString("type"))
                .toList();
    }

    private static HttpResponse<Buffer> post(JsonObject request) {
        return ServiceScene.get(scene.web
                .postAbs(url())
                .bearerTokenAuthentication("key-of-a-test-run")
                .sendJsonObject(request));
    }

    private static String url() {
        return "http://127.0.0.1:" + scene.service.port() + "/v1/messages";
    }

    private static JsonObject read(String id) {
        return ServiceScene.get(scene.web
                        .getAbs(url() + "/" + id)
                        .bearerTokenAuthentication("key-of-a-test-run")
                        .send())
                .bodyAsJsonObject();
    }

    private static void attach(JsonObject request) {
        request.put(
                "attachments",
                new JsonArray()
                        .add(new JsonObject()
                                .put("filename", "large.bin")
                                .put("contentType", "application/octet-stream")
                                .put("content", "AAAA".repeat(26 * 1024 * 1024 / 3 + 1))));
    }

    private static Arguments unsendable(String name, Consumer<JsonObject> change, String code, String named) {
        return Arguments.of(name, change, code, named);
    }
}
