package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.testing.LogLines;
import io.emailservice.testing.Node;
import io.emailservice.testing.TestCluster;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes, of which one has all our keys, and never the one that is asked first. */
class RedisClusterIT {
    private static final String PREFIX = "{bull}";
    private static TestCluster cluster;

    private TestRedis owner;
    private TestRedis stranger;
    private LogLines log;

    @BeforeAll
    static void startCluster() {
        cluster = new TestCluster(3);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void open() {
        owner = cluster.ownerOf(PREFIX);
        stranger = cluster.strangerTo(PREFIX);
        owner.clear();
        log = new LogLines("io.emailservice.queue");
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void servesTheOfficialClientsClusterWithAllKindsOfJobs() {
        try (QueueFixture queue = queue(prefixed("mail", "parents"));
                Node node = Node.start("bullmq", owner)) {
            queue.handler = job -> Future.succeededFuture(
                    job.name().equals("retried") && job.attemptsMade() == 0
                            ? new Settlement.Retry("again", Duration.ofMillis(20))
                            : new Settlement.Complete("\"" + job.name() + "\""));
            queue.poll();
            await().until(queue.link::isUp);
            JsonNode counts = node.run("""
                    const cluster = () => new Cluster([{ host: '127.0.0.1', port: %d }],
                      { redisOptions: { maxRetriesPerRequest: null } });
                    const options = { connection: cluster(), prefix: '{bull}' };
                    const mail = new bullmq.Queue('mail', options);
                    const events = new bullmq.QueueEvents('mail', { ...options, connection: cluster() });
                    await events.waitUntilReady();
                    const jobs = await mail.addBulk([
                      { name: 'plain', data: {} }, { name: 'later', data: {}, opts: { delay: 50 } },
                      { name: 'first', data: {}, opts: { priority: 2 } },
                      { name: 'retried', data: {}, opts: { attempts: 2 } },
                      { name: 'gone', data: {}, opts: { removeOnComplete: true } },
                    ]);
                    const flows = new bullmq.FlowProducer({ ...options, connection: cluster() });
                    const flow = await flows.add({ name: 'parent', queueName: 'parents', data: {},
                      children: [{ name: 'child', queueName: 'mail', data: {} }] });
                    const parents = new bullmq.QueueEvents('parents', { ...options, connection: cluster() });
                    await parents.waitUntilReady();
                    // A job that was removed before anybody waited for it can't be waited for any more.
                    const gone = jobs.pop();
                    const values = await Promise.all(jobs.map((job) => job.waitUntilFinished(events, 10000)));
                    while (await mail.getJob(gone.id)) {
                      await new Promise((resolve) => setTimeout(resolve, 10));
                    }
                    values.push(await flow.job.waitUntilFinished(parents, 10000));
                    const workers = await mail.getWorkers();
                    return { values, workers: workers.length, failed: await mail.getFailedCount() };
                    """.formatted(stranger.port()));
            assertThat(counts.get("values").toString())
                    .isEqualTo("[\"plain\",\"later\",\"first\",\"retried\",\"parent\"]");
            assertThat(counts.get("workers").asInt()).isEqualTo(1);
            assertThat(counts.get("failed").asInt()).isZero();
            assertThat(owner.number("ZCARD {bull}:mail:completed")).isEqualTo(5);
            assertThat(log.with("fails queue")).isEmpty();
            assertThat(owner.texts("KEYS *")).isNotEmpty().allMatch(key -> key.startsWith(PREFIX + ":"));
            assertThat(stranger.texts("KEYS *")).isEmpty();
            assertThat(log.with("redis connected url=" + owner.url())).hasSize(1);
        }
    }

    @Test
    void knowsAHashTagInTheNamesOfQueues() {
        try (QueueFixture queue = queue(config ->
                QueueConfigs.at(config, stranger.url(), "mine", Map.of(PREFIX + "-a", 1, PREFIX + "-b", 1)))) {
            queue.poll();
            await().until(queue.link::isUp);
            add(queue, PREFIX + "-a");
            add(queue, PREFIX + "-b");
            await().until(() -> queue.counts.settled.get() == 2);
            assertThatThrownBy(() -> add(queue, "{elsewhere}"))
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not in the slot");
        }
    }

    @Test
    void refusesQueuesThatNeedSeveralSlots() {
        try (QueueFixture queue =
                queue(config -> QueueConfigs.at(config, stranger.url(), "bull", Map.of("mail", 1, "bulk", 1)))) {
            await().untilAsserted(() -> assertThat(log.with("redis away"))
                    .anyMatch(line -> line.contains("a Redis Cluster needs all queues in one slot")));
            assertThat(queue.link.isUp()).isFalse();
            assertThat(log.with("redis away").size()).isLessThan(3);
        }
    }

    @Test
    void followsTheKeysToAnotherNode() {
        try (QueueFixture queue = queue(prefixed("mail"))) {
            queue.poll();
            await().until(queue.link::isUp);
            add(queue, "mail");
            await().until(() -> queue.counts.settled.get() == 1);
            queue.undeploy();
            owner.clear();
            cluster.move(PREFIX, stranger);
            try {
                queue.poll();
                await().until(() ->
                        !log.with("redis connected url=" + stranger.url()).isEmpty());
                await().until(queue.link::isUp);
                add(queue, "mail");
                await().until(() -> queue.counts.settled.get() == 2);
                assertThat(stranger.number("ZCARD {bull}:mail:completed")).isEqualTo(1);
            } finally {
                queue.undeploy();
                stranger.clear();
                cluster.move(PREFIX, owner);
            }
        }
    }

    @Test
    void takesTheNextAddressIfOneDoesntAnswer() {
        String nobody = "redis://127.0.0.1:1";
        try (QueueFixture queue =
                queue(config -> QueueConfigs.at(config, nobody + "," + stranger.url(), PREFIX, Map.of("mail", 1)))) {
            await().until(queue.link::isUp);
            add(queue, "mail");
            assertThat(owner.number("LLEN {bull}:mail:wait")).isEqualTo(1);
        }
    }

    private Function<QueueConfig, QueueConfig> prefixed(String... queues) {
        Map<String, Integer> weights = new java.util.HashMap<>();
        for (String queue : queues) {
            weights.put(queue, 1);
        }
        return config -> QueueConfigs.at(config, stranger.url(), PREFIX, weights);
    }

    private QueueFixture queue(Function<QueueConfig, QueueConfig> change) {
        return new QueueFixture(stranger, change);
    }

    private static void add(QueueFixture queue, String name) {
        NewJob job = new NewJob("send", Buffer.buffer("{}"), JobOptions.DEFAULTS);
        assertThat(await(queue.producer.add(name, job))).isNotEmpty();
    }
}
