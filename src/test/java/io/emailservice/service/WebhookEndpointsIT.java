package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookEndpointsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PATH = "/v1/webhook-endpoints";

    private final ServiceScene scene = new ServiceScene(false, """
            http: {keys: [{name: owner, key: key-of-the-owner-of-hooks, rights: [read, manage]}]}
            events:
              webhooks: {reach: {http: true, privateAddresses: true}, attempts: 2, firstDelay: 50ms, deadline: 2s}
            """);
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile int status = 204;
    private String good = "";

    private record Post(String path, MultiMap headers, String body) {
        JsonObject event() {
            return new JsonObject(body);
        }
    }

    @BeforeEach
    void listen() {
        HttpServer server = ServiceScene.get(scene.vertx
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    posts.add(new Post(request.path(), request.headers(), body.toString()));
                    request.response()
                            .setStatusCode(request.path().equals("/good") ? 204 : status)
                            .end();
                }))
                .listen(0, "127.0.0.1"));
        good = "http://127.0.0.1:" + server.actualPort() + "/good";
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void postsTheWantedEventsOfTheTenantSignedWithEverySecret() {
        JsonObject made = call(HttpMethod.POST, PATH, endpoint(good, "message.*"), 201);
        send("first");
        await().atMost(PATIENCE).until(() -> posts.size() == 2);

        assertThat(posts)
                .extracting(post -> post.event().getString("type"))
                .containsExactly("message.accepted", "message.sent");
        assertThat(posts).allSatisfy(post -> assertThat(isSigned(post, made.getString("secret")))
                .isTrue());
        assertThat(posts.get(0).headers().get("webhook-id"))
                .isEqualTo(posts.get(0).event().getString("id"));

        JsonObject rotated = call(HttpMethod.POST, PATH + "/" + made.getString("id") + "/rotate", null, 200);
        await().atMost(PATIENCE).until(() -> {
            posts.clear();
            send("after " + System.nanoTime());
            await().atMost(PATIENCE).until(() -> posts.size() == 2);
            return posts.stream().allMatch(post -> isSigned(post, rotated.getString("secret")));
        });
        assertThat(posts).allSatisfy(post -> assertThat(isSigned(post, made.getString("secret")))
                .isTrue());
    }

    @Test
    void anEndpointThatFailsStopsNobodyAndItsDeadLettersMayBeSentAgain() {
        status = 500;
        String bad = call(HttpMethod.POST, PATH, endpoint(good.replace("good", "bad"), "message.sent"), 201)
                .getString("id");
        call(HttpMethod.POST, PATH, endpoint(good, "message.sent"), 201);
        send("second");
        await().atMost(PATIENCE).until(() -> to("/good") == 1 && to("/bad") == 2);
        await().atMost(PATIENCE).until(() -> deadLetters(bad).size() == 1);
        assertThat(deadLetters(bad).get(0).getString("failure")).isEqualTo("it answered 500");
        assertThat(deadLetters(bad).get(0).getInteger("attempts")).isEqualTo(2);

        status = 200;
        JsonObject resent = call(HttpMethod.POST, PATH + "/" + bad + "/resend", null, 202);
        assertThat(resent.getInteger("resent")).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> to("/bad") == 3 && deadLetters(bad).isEmpty());
        assertThat(posts.stream().filter(post -> post.path().equals("/bad")))
                .extracting(post -> post.headers().get("webhook-id"))
                .hasSize(3)
                .containsOnly(posts.get(0).headers().get("webhook-id"));
    }

    @Test
    void anEndpointThatOnlyFailsForDaysOrIsGoneIsDisabled() {
        status = 500;
        String bad = call(HttpMethod.POST, PATH, endpoint(good.replace("good", "bad"), "message.sent"), 201)
                .getString("id");
        send("fails");
        await().atMost(PATIENCE).until(() -> deadLetters(bad).size() == 1);
        assertThat(one(bad).getString("state")).isEqualTo("active");

        scene.database.run("UPDATE webhook_endpoint SET failing_since = now() - interval '73 hours'");
        send("fails for three days");
        await().atMost(PATIENCE).until(() -> one(bad).getString("state").equals("disabled"));
        assertThat(one(bad).getString("reason")).isEqualTo("it failed for 73 hours");

        status = 410;
        String gone = call(HttpMethod.POST, PATH, endpoint(good.replace("good", "gone"), "message.sent"), 201)
                .getString("id");
        send("gone");
        await().atMost(PATIENCE).until(() -> one(gone).getString("state").equals("disabled"));
        assertThat(one(gone).getString("reason")).isEqualTo("it answered 410");
        assertThat(to("/gone")).isEqualTo(1);
        assertThat(scene.database.value("SELECT count(*) FROM event_reader WHERE name LIKE 'webhook/%'"))
                .isEqualTo("0");

        call(HttpMethod.PUT, PATH + "/" + gone, endpoint(good, "message.sent"), 200);
        send("back again");
        await().atMost(PATIENCE).until(() -> to("/good") == 1);
    }

    private JsonObject one(String endpoint) {
        return call(HttpMethod.GET, PATH + "/" + endpoint, null, 200);
    }

    @Test
    void ownersManageTheirEndpoints() {
        JsonObject made = call(HttpMethod.POST, PATH, endpoint(good, "message.*"), 201);
        String one = PATH + "/" + made.getString("id");
        assertThat(call(HttpMethod.GET, one, null, 200).getString("secret")).isNull();
        assertThat(call(HttpMethod.GET, PATH, null, 200).getJsonArray("endpoints"))
                .hasSize(1);

        JsonObject paused = endpoint(good, "message.sent").put("paused", true);
        assertThat(call(HttpMethod.PUT, one, paused, 200).getString("state")).isEqualTo("paused");
        assertThat(call(HttpMethod.PUT, one, endpoint(good, "message.sent"), 200)
                        .getString("state"))
                .isEqualTo("active");
        call(HttpMethod.POST, PATH, endpoint("ftp://x", "message.*").put("colour", 1), 422);
        call(HttpMethod.DELETE, one, null, 204);
        call(HttpMethod.GET, one, null, 404);
        assertThat(scene.database.value("SELECT count(*) FROM event_reader WHERE name LIKE 'webhook/%'"))
                .isEqualTo("0");
    }

    private void send(String key) {
        String job = scene.enqueue(ServiceScene.request().put("idempotencyKey", key));
        await().atMost(PATIENCE).until(() -> !scene.job(job, "finishedOn").isEmpty());
    }

    private long to(String path) {
        return posts.stream().filter(post -> post.path().equals(path)).count();
    }

    private List<JsonObject> deadLetters(String endpoint) {
        return call(HttpMethod.GET, PATH + "/" + endpoint + "/deliveries", null, 200)
                .getJsonArray("deliveries")
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject endpoint(String url, String type) {
        return new JsonObject().put("url", url).put("types", List.of(type));
    }

    @com.google.errorprone.annotations.CanIgnoreReturnValue
    private JsonObject call(
            HttpMethod method, String path, @org.jspecify.annotations.Nullable JsonObject body, int expected) {
        var request = scene.web
                .requestAbs(method, "http://127.0.0.1:" + scene.service.port() + path)
                .bearerTokenAuthentication("key-of-the-owner-of-hooks");
        HttpResponse<Buffer> answer = ServiceScene.get(body == null ? request.send() : request.sendJsonObject(body));
        assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(expected);
        return answer.body() == null ? new JsonObject() : answer.bodyAsJsonObject();
    }

    private static boolean isSigned(Post post, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            String text = post.headers().get("webhook-id") + "."
                    + post.headers().get("webhook-timestamp") + "." + post.body();
            String wanted =
                    "v1," + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            return Arrays.asList(post.headers().get("webhook-signature").split(" ", -1))
                    .contains(wanted);
        } catch (java.security.GeneralSecurityException everyJvmHasIt) {
            throw new AssertionError(everyJvmHasIt);
        }
    }
}
