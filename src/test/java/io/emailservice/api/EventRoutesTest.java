package io.emailservice.api;

import static io.emailservice.api.RouteFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventRoutesTest {
    private static final EventStream.Pace PACE =
            new EventStream.Pace(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(400));
    private static final String ALL = "key-for-all-tenants";
    private static final String ACME = "key-for-tenant-acme";
    private static final String SENDER = "key-that-only-sends";

    private final Vertx vertx = Vertx.vertx();
    private final MemorySource source = new MemorySource();
    private final HttpClient client = vertx.createHttpClient();
    private final WebClient web = WebClient.wrap(client);
    private final HttpVerticle server =
            new HttpVerticle(config(), Clock.systemUTC(), List.of(new EventRoutes(authentication(), source, 2, PACE)));
    private String deployment = "";

    @BeforeEach
    void start() {
        deployment = result(vertx.deployVerticle(server));
    }

    @AfterEach
    void stop() {
        assertThat(result(vertx.close().map(true))).isTrue();
    }

    @Test
    void aCallerThatKeepsItsPositionSeesEveryEventOnce() {
        for (int i = 0; i < 25; i++) {
            source.append("acme", "message.sent", "");
        }

        JsonObject first = page(ACME, "?limit=7");
        assertThat(subjects(first)).containsExactly("m-1", "m-2", "m-3", "m-4", "m-5", "m-6", "m-7");
        assertThat(first.getBoolean("more")).isTrue();
        JsonObject rest = page(ACME, "?limit=100&after=" + first.getString("next"));
        assertThat(subjects(rest)).hasSize(18).startsWith("m-8").endsWith("m-25");
        assertThat(rest.getBoolean("more")).isFalse();
        assertThat(page(ACME, "?after=" + rest.getString("next")))
                .isEqualTo(new JsonObject("{\"events\":[],\"next\":\"p25\",\"more\":false}"));
    }

    @Test
    void aKeySeesItsTenantOnlyAndTheTypesItAsksFor() {
        source.append("acme", "message.sent", "");
        source.append("other", "message.sent", "");
        source.append("acme", "message.bounced", "");
        source.append("system", "provider.opened", "");

        assertThat(subjects(page(ACME, ""))).containsExactly("m-1", "m-3");
        assertThat(subjects(page(ALL, ""))).hasSize(4);
        assertThat(subjects(page(ALL, "?type=message.bounced,provider.*"))).containsExactly("m-3", "m-4");
        assertThat(subjects(page(ALL, "?type=message.bounced&type=message.sent")))
                .containsExactly("m-1", "m-2", "m-3");
    }

    @Test
    void aFilterThatLetsLittleThroughSaysWhereToGoOn() {
        for (int i = 0; i < 150; i++) {
            source.append("other", "message.sent", "");
        }
        source.append("acme", "message.sent", "");

        JsonObject first = page(ACME, "");
        assertThat(subjects(first)).isEmpty();
        assertThat(first.getBoolean("more")).isTrue();
        assertThat(subjects(page(ACME, "?after=" + first.getString("next")))).containsExactly("m-151");
    }

    @Test
    void wrongParametersAndKeysAreRefused() {
        assertThat(get("/v1/events?after=nonsense", ALL).statusCode()).isEqualTo(400);
        assertThat(get("/v1/events?limit=1001", ALL).statusCode()).isEqualTo(400);
        assertThat(get("/v1/events?type=a%20b", ALL).statusCode()).isEqualTo(400);
        assertThat(get("/v1/events/stream?after=nonsense", ALL).statusCode()).isEqualTo(400);
        assertThat(get("/v1/events", SENDER).statusCode()).isEqualTo(403);
        assertThat(get("/v1/events/stream", "unknown").statusCode()).isEqualTo(401);
    }

    @Test
    void aStreamBeginsWithWhatComesAndGoesOnAfterTheLastId() {
        source.append("acme", "message.sent", "");
        Buffer seen = stream(ACME, "", "");
        await().until(() -> seen.toString().contains(": connected"));
        source.append("other", "message.sent", "");
        source.append("acme", "message.delivered", "");
        await().until(() -> seen.toString().contains("id: p3\nevent: message.delivered\ndata: {"));
        assertThat(seen.toString()).doesNotContain("id: p1\n", "id: p2\n");

        Buffer resumed = stream(ACME, "", "p1");
        await().until(() -> resumed.toString().contains("id: p3\n"));
        assertThat(resumed.toString()).doesNotContain("id: p1\n", "id: p2\n");
    }

    @Test
    void oneStreamTooManyIsTurnedAwayUntilAnotherEnds() {
        Buffer first = stream(ACME, "", "");
        HttpClientResponse second = open(ACME, "", "");
        await().until(() -> first.length() > 0);

        assertThat(get("/v1/events/stream", ACME).statusCode()).isEqualTo(503);
        second.request().connection().close().onFailure(Throwable::printStackTrace);
        await().until(() -> {
            HttpClientResponse next = open(ACME, "", "");
            return next.statusCode() == 200;
        });
    }

    @Test
    void aStreamWithNothingToTellShowsThatItIsThere() {
        source.append("other", "message.sent", "");
        Buffer seen = stream(ACME, "", "");

        await().until(() -> seen.toString().split(": still here\n\n", -1).length > 2);
        source.append("acme", "message.sent", "");
        await().until(() -> seen.toString().contains("id: p2\n"));
    }

    @Test
    void whoTakesNothingIsCutOffAndOthersAreNot() {
        Buffer quick = stream(ALL, "", "");
        HttpClientResponse slow = open(ALL, "", "");
        await().until(() -> quick.length() > 0);
        assertThat(open(ALL, "", "").statusCode()).as("a third").isEqualTo(503);
        for (int i = 0; i < 150; i++) {
            source.append("acme", "message.sent", "x".repeat(100_000));
        }

        await().atMost(Duration.ofSeconds(40)).until(() -> open(ALL, "", "").statusCode() == 200);

        assertThat(slow.statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(40)).until(() -> quick.length() > 150 * 100_000);
    }

    @Test
    void aStopEndsOpenStreams() {
        HttpClientResponse open = open(ACME, "", "");
        Future<Void> ended = open.end();
        open.resume();
        long started = System.nanoTime();

        assertThat(result(vertx.undeploy(deployment).map(true))).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        String how = result(ended.transform(done -> Future.succeededFuture("ended")));
        assertThat(how).isEqualTo("ended");
    }

    private Buffer stream(String key, String query, String last) {
        HttpClientResponse response = open(key, query, last);
        Buffer seen = Buffer.buffer();
        response.handler(part -> {
            synchronized (seen) {
                seen.appendBuffer(part);
            }
        });
        response.resume();
        return seen;
    }

    private HttpClientResponse open(String key, String query, String last) {
        return result(client.request(HttpMethod.GET, server.port(), "127.0.0.1", "/v1/events/stream" + query)
                .compose(request -> {
                    request.putHeader("Authorization", "Bearer " + key);
                    if (!last.isEmpty()) {
                        request.putHeader("Last-Event-ID", last);
                    }
                    return request.send().map(response -> {
                        response.pause();
                        return response;
                    });
                }));
    }

    private JsonObject page(String key, String query) {
        HttpResponse<Buffer> answer = get("/v1/events" + query, key);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.bodyAsJsonObject();
    }

    private static List<String> subjects(JsonObject page) {
        return page.getJsonArray("events").stream()
                .map(event -> ((JsonObject) event).getString("subject"))
                .toList();
    }

    private HttpResponse<Buffer> get(String path, String key) {
        return result(web.get(server.port(), "127.0.0.1", path)
                .bearerTokenAuthentication(key)
                .send());
    }

    private static Authentication authentication() {
        return new Authentication(new ApiKeys(config()));
    }

    private static ApiConfig config() {
        return RouteFixture.config(
                new ApiKeyConfig("all", null, Set.of(Right.READ), new Secret(ALL), ""),
                new ApiKeyConfig("acme", "acme", Set.of(Right.READ), new Secret(ACME), ""),
                new ApiKeyConfig("sender", null, Set.of(Right.SEND), new Secret(SENDER), ""));
    }
}
