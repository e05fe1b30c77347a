package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two nodes with 64 calls each at hand, and one limit of an account. */
class LimitsIT {
    private static final int PER_SECOND = 25;
    private static final int BURST = 5;
    private static final int MEASURED = 150;
    /** So many more that both nodes are short of tokens to the end. */
    private static final int JOBS = MEASURED + 60;

    private static final double MILLIS = 1_000.0;

    @Test
    void twoNodesTogetherReachTheRateAndNoMore() {
        try (ServiceScene scene = new ServiceScene(false, """
                providers:
                  mailgun: {concurrency: 64, maxPerSecond: %d, burst: %d}
                """.formatted(PER_SECOND, BURST))) {
            Service other = scene.anotherNode();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> metrics(scene, scene.service).contains("email_limit_nodes 2"));

            Instant start = Instant.now();
            for (int i = 0; i < JOBS; i++) {
                scene.enqueue(ServiceScene.request().put("provider", "mailgun"));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> scene.twinSummary().getInteger("accepted") >= MEASURED);

            List<Double> seconds = secondsOfAcceptances(scene, start);
            for (int i = 0; i < MEASURED; i++) {
                assertThat(i + 1.0).isLessThanOrEqualTo(BURST + 1.1 * PER_SECOND * seconds.get(i) + 1);
            }
            assertThat(MEASURED / (seconds.get(MEASURED - 1) - seconds.get(0))).isGreaterThan(0.8 * PER_SECOND);
            assertThat(List.of(scene.service, other)).allSatisfy(node -> assertThat(metrics(scene, node))
                    .containsPattern(
                            "email_provider_outcomes_total\\{account=\"mailgun\",outcome=\"accepted\"} [1-9]"));
        }
    }

    /** Of the first measured ones, counted from the start: no token is older than that, however late its call. */
    private static List<Double> secondsOfAcceptances(ServiceScene scene, Instant start) {
        JsonArray newestFirst = new JsonObject(
                        scene.twinText("/twin/messages?recipient=ann@inbox.example.com&limit=" + JOBS))
                .getJsonArray("messages");
        return newestFirst.stream()
                .map(item -> Instant.parse(((JsonObject) item).getString("at")))
                .map(at -> Duration.between(start, at).toMillis() / MILLIS)
                .sorted()
                .limit(MEASURED)
                .toList();
    }

    private static String metrics(ServiceScene scene, Service node) {
        return ServiceScene.get(scene.web
                        .getAbs("http://127.0.0.1:" + node.port() + "/metrics")
                        .send())
                .bodyAsString();
    }
}
