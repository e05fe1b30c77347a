package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.testing.LogLines;
import io.emailservice.testing.Node;
import io.emailservice.testing.TestCluster;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Future;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster whose nodes want a password: also the one that another node sends us to, and for the connection that waits. */
class LockedClusterIT {
    private static final String PREFIX = "{bull}";
    private static TestCluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = new TestCluster(2, "requirepass secret");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bullmq5", "bullmq"})
    void worksBesideTheOfficialClientsCluster(String client) {
        TestRedis owner = cluster.ownerOf(PREFIX);
        TestRedis stranger = cluster.strangerTo(PREFIX);
        owner.clear();
        try (LogLines log = new LogLines("io.emailservice.queue");
                QueueFixture queue = new QueueFixture(
                        stranger,
                        config -> QueueConfigs.at(config, stranger.url(), PREFIX, Map.of(QueueFixture.QUEUE, 1)));
                Node node = Node.start(client, owner)) {
            queue.handler = job -> Future.succeededFuture(new Settlement.Complete("\"" + job.name() + "\""));
            queue.poll();
            await().until(queue.link::isUp);
            JsonNode seen = node.run("""
                    const cluster = () => new Cluster([{ host: '127.0.0.1', port: %d }],
                      { redisOptions: { password: 'secret', maxRetriesPerRequest: null } });
                    const mail = new bullmq.Queue('mail', { connection: cluster(), prefix: '{bull}' });
                    const events = new bullmq.QueueEvents('mail',
                      { connection: cluster(), prefix: '{bull}', lastEventId: '0-0' });
                    await events.waitUntilReady();
                    const values = [];
                    // One by one, so that the worker waits in between.
                    for (const name of ['first', 'second']) {
                      const job = await mail.add(name, {}, { delay: 20 });
                      values.push(await job.waitUntilFinished(events, 10000));
                    }
                    return [...values, (await mail.getWorkers()).length, await mail.getCompletedCount()];
                    """.formatted(stranger.port()));
            assertThat(seen.toString()).isEqualTo("[\"first\",\"second\",1,2]");
            queue.add(3, JobOptions.DEFAULTS);
            await().until(() -> owner.number("ZCARD {bull}:mail:completed") == 5);
            assertThat(node.errors()).isEmpty();
            assertThat(log.with("redis connected url=redis://***@127.0.0.1:" + owner.port()))
                    .hasSize(1);
            assertThat(log.with("secret")).isEmpty();
        }
    }
}
