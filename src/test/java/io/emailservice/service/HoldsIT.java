package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.queue.JobOptions;
import io.emailservice.queue.NewJob;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds with two nodes that share a campaign. */
class HoldsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CAMPAIGN = 2_000;
    private static ServiceScene scene;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                http: {keys: [{name: operator, key: key-of-an-operator, rights: [send, read, manage]}]}
                providers: {mailgun: {maxPerSecond: 300, burst: 50}}
                """);
        assertThat(scene.anotherNode().port()).isPositive();
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void aCampaignInFlightIsStoppedOnBothNodesCountedAndLetGoAgain() {
        long before = accepted();
        addCampaign("spring", CAMPAIGN);
        await().atMost(PATIENCE).until(() -> accepted() >= before + 200);

        JsonObject hold = place("campaign", "spring", "hold");
        long answered = System.nanoTime();
        await().atMost(PATIENCE)
                .until(() ->
                        System.nanoTime() - answered > Duration.ofSeconds(1).toNanos());
        long sent = accepted() - before;
        await().atMost(PATIENCE)
                .until(() -> counts(hold).getLong("total") == CAMPAIGN
                        && counts(hold).getLong("inFlight") == 0);

        JsonObject counts = counts(hold);
        assertThat(counts.getLong("sent")).isEqualTo(sent).isBetween(200L, CAMPAIGN - 200L);
        assertThat(counts.getLong("stopped")).isEqualTo(CAMPAIGN - sent);
        assertThat(counts.getBoolean("complete")).isTrue();
        assertThat(accepted() - before).isEqualTo(sent);

        assertThat(ask("/" + hold.getString("id") + "/lift").getBoolean("inForce"))
                .isFalse();
        await().atMost(PATIENCE).until(() -> accepted() - before == CAMPAIGN);
        await().atMost(PATIENCE).until(() -> counts(hold).getLong("sent") == CAMPAIGN);
        assertThat(scene.twinSummary().getLong("repeats")).isZero();
        assertThat(scene.database.value("SELECT string_agg(type, ' ' ORDER BY id) FROM message_event"
                        + " WHERE subject = '" + hold.getString("id") + "'"))
                .isEqualTo("hold.placed hold.lifted");
    }

    @Test
    void aCancelledCampaignEndsWithItsReasonAndItsJobsAreOver() {
        JsonObject hold = place("campaign", "summer", "cancel");
        addCampaign("summer", 20);

        await().atMost(PATIENCE).until(() -> counts(hold).getLong("cancelled") == 20);
        assertThat(scene.database.value("SELECT DISTINCT failure_text FROM message WHERE campaign = 'summer'"))
                .isEqualTo("hold " + hold.getString("id") + ": wrong price");
        assertThat(ask("/" + hold.getString("id") + "/lift")
                        .getJsonObject("messages")
                        .getLong("cancelled"))
                .isEqualTo(20);
    }

    @Test
    void aMessageThatWaitsForAHoldSaysSo() {
        JsonObject hold = place("recipient_domain", "held.example.com", "hold");
        JsonObject copy = new JsonObject().put("email", "ben@held.example.com");
        JsonObject answer = ServiceScene.get(keyed(scene.web.postAbs(messages("")))
                        .sendJsonObject(ServiceScene.request().put("cc", new JsonArray().add(copy))))
                .bodyAsJsonObject();

        String id = answer.getString("messageId");
        JsonObject why = message(id).getJsonObject("why");
        assertThat(why.getString("hold")).isEqualTo(hold.getString("id"));
        assertThat(why.getString("held")).isEqualTo("wrong price");
        assertThat(ask("/" + hold.getString("id") + "/lift").getBoolean("inForce"))
                .isFalse();
        await().atMost(PATIENCE).until(() -> message(id).getString("status").equals("sent"));
        assertThat(message(id).getJsonObject("why").containsKey("held")).isFalse();
    }

    @Test
    void anUnknownAccountAndACancelledAccountAreRefused() {
        assertThat(post(wish("provider", "malgun", "hold")).statusCode()).isEqualTo(422);
        assertThat(post(wish("provider", "mailgun", "cancel")).statusCode()).isEqualTo(422);
    }

    private static void addCampaign(String name, int messages) {
        List<NewJob> jobs = IntStream.range(0, messages)
                .mapToObj(i -> ServiceScene.request()
                        .put("idempotencyKey", name + "-" + i)
                        .put("provider", "mailgun")
                        .put("metadata", new JsonObject().put("campaign", name)))
                .map(request -> new NewJob("send", request.toBuffer(), JobOptions.DEFAULTS))
                .toList();
        ServiceScene.get(scene.service.producer().addAll("email-bulk", jobs));
    }

    private static long accepted() {
        return scene.twinSummary().getLong("accepted");
    }

    private static JsonObject wish(String scope, String value, String action) {
        return new JsonObject()
                .put("scope", scope)
                .put("value", value)
                .put("action", action)
                .put("reason", "wrong price")
                .put("author", "ops");
    }

    private static JsonObject place(String scope, String value, String action) {
        HttpResponse<Buffer> answer = post(wish(scope, value, action));
        assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(201);
        return answer.bodyAsJsonObject();
    }

    private static HttpResponse<Buffer> post(JsonObject wish) {
        return ServiceScene.get(keyed(scene.web.postAbs(url(""))).sendJsonObject(wish));
    }

    private static JsonObject counts(JsonObject hold) {
        return ServiceScene.get(
                        keyed(scene.web.getAbs(url("/" + hold.getString("id")))).send())
                .bodyAsJsonObject()
                .getJsonObject("messages");
    }

    private static JsonObject ask(String path) {
        return ServiceScene.get(keyed(scene.web.postAbs(url(path))).send()).bodyAsJsonObject();
    }

    private static HttpRequest<Buffer> keyed(HttpRequest<Buffer> request) {
        return request.bearerTokenAuthentication("key-of-an-operator");
    }

    private static JsonObject message(String id) {
        return ServiceScene.get(keyed(scene.web.getAbs(messages("/" + id))).send())
                .bodyAsJsonObject();
    }

    private static String messages(String path) {
        return "http://127.0.0.1:" + scene.service.port() + "/v1/messages" + path;
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + scene.service.port() + "/v1/holds" + path;
    }
}
