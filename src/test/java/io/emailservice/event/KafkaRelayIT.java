package io.emailservice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.emailservice.config.Problems;
import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import io.emailservice.event.kafka.KafkaConfig;
import io.emailservice.event.kafka.KafkaSink;
import io.emailservice.event.webhook.WebhookConfig;
import io.emailservice.testing.KafkaTopic;
import io.emailservice.testing.TestKafka;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaRelayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SUBJECTS = 300;
    private static final Part PART = Part.whole(KafkaSink.NAME);

    private final TestKafka kafka = new TestKafka();
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final MemoryLog log = new MemoryLog(500);
    private final MemoryLeases leases = new MemoryLeases();
    private final Failures failures = new Failures();

    @AfterEach
    void close() throws Exception {
        result(vertx.close());
        kafka.close();
    }

    @Test
    void aBrokerThatDiesMidwayLosesNothingAndMixesNothingUp() throws Exception {
        AtomicLong longestSilence = watchTheLoop();
        log.appendUpTo(20_000, SUBJECTS);
        start();
        await().atMost(PATIENCE).until(() -> failures.batches.get() >= 1);
        assertThat(leases.position(PART)).as("no broker yet").isZero();
        kafka.start();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ofMillis(1))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> leases.position(PART) >= 4_000);
        kafka.kill();
        int reached = leases.position(PART);
        int failedBefore = failures.batches.get();
        assertThat(reached).as("killed midway").isLessThan(20_000);
        log.appendUpTo(25_000, SUBJECTS);
        await().atMost(PATIENCE).until(() -> failures.batches.get() > failedBefore);
        kafka.start();

        try (KafkaTopic topic = new KafkaTopic(kafka.bootstrapServers(), "email.events")) {
            List<JsonObject> events = topic.until(read -> read.size() >= 25_000 && distinct(read) == 25_000);
            assertThat(firstAppearances(events)).hasSize(SUBJECTS).allSatisfy((subject, numbers) -> assertThat(numbers)
                    .isEqualTo(numbersOf(subject)));
        }
        await().atMost(PATIENCE).until(() -> leases.position(PART) == 25_000);
        assertThat(longestSilence.get())
                .as("milliseconds without the event loop")
                .isLessThan(1_000);
    }

    private void start() throws Exception {
        KafkaConfig config = new KafkaConfig(
                kafka.bootstrapServers(),
                "email.events",
                "lz4",
                Duration.ofMillis(5),
                Duration.ofSeconds(4),
                900_000,
                "PLAINTEXT",
                "PLAIN",
                "",
                new Secret(""));
        EventConfig events = new EventConfig(
                500,
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                1,
                Duration.ofSeconds(15),
                config,
                WebhookConfig.from(new Section("webhooks", JsonNodeFactory.instance.objectNode(), new Problems())));
        Outbox<Integer> outbox = new Outbox<>(log, leases, failures);
        assertThat(result(vertx.deployVerticle(
                        new RelayVerticle<>(outbox, new KafkaSink(vertx, config), events),
                        new DeploymentOptions().setWorkerPoolName("kafka").setWorkerPoolSize(1))))
                .isNotEmpty();
    }

    /** The longest time between two turns of the only event loop. */
    private AtomicLong watchTheLoop() {
        AtomicLong longest = new AtomicLong();
        AtomicLong last = new AtomicLong(System.nanoTime());
        long timer = vertx.setPeriodic(5, tick -> {
            long now = System.nanoTime();
            long silence = Duration.ofNanos(now - last.getAndSet(now)).toMillis();
            longest.accumulateAndGet(silence, Math::max);
        });
        assertThat(timer).isNotNegative();
        return longest;
    }

    private static int distinct(List<JsonObject> events) {
        return events.stream()
                .map(event -> event.getString("id"))
                .collect(Collectors.toSet())
                .size();
    }

    /** Sequences by subject, repeats left out. */
    private static Map<String, List<Integer>> firstAppearances(List<JsonObject> events) {
        Set<String> seen = new HashSet<>();
        return events.stream()
                .filter(event -> seen.add(event.getString("id")))
                .collect(Collectors.groupingBy(
                        event -> event.getString("subject"),
                        LinkedHashMap::new,
                        Collectors.mapping(event -> event.getInteger("sequence"), Collectors.toList())));
    }

    private static List<Integer> numbersOf(String subject) {
        int place = Integer.parseInt(subject.substring(subject.indexOf('-') + 1));
        return IntStream.rangeClosed(1, 25_000)
                .filter(number -> number % SUBJECTS == place)
                .boxed()
                .toList();
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static final class Failures implements EventMetrics {
        private final AtomicInteger batches = new AtomicInteger();

        @Override
        public void published(String sink, int events) {}

        @Override
        public void failed(String sink) {
            batches.incrementAndGet();
        }

        @Override
        public void waiting(Part part, @Nullable Instant since) {}
    }
}
