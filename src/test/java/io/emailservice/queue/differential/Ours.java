package io.emailservice.queue.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.queue.JobPoller;
import io.emailservice.queue.QueueConfig;
import io.emailservice.queue.QueueMetrics;
import io.emailservice.queue.QueueSetup;
import io.emailservice.queue.RedisLink;
import io.emailservice.testing.Sections;
import io.emailservice.testing.TestClock;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Our worker, with the settings of a program. */
final class Ours implements WorkerSide, AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final TestRedis redis;
    private final Official others;
    private final JsonNode program;
    private final TestClock clock;
    private final RedisLink link;
    private String deployment = "";

    Ours(TestRedis redis, Official others, JsonNode program) {
        this.redis = redis;
        this.others = others;
        this.program = program;
        this.clock = new TestClock(Instant.ofEpochMilli(program.get("start").asLong()));
        this.link = new RedisLink(vertx, setup(List.of()));
        link.open();
        Awaitility.await().until(link::isUp);
    }

    @Override
    public void start(List<String> queues) {
        QueueSetup setup = setup(queues);
        Work work = new Work(vertx, link, others, clock);
        deployment = await(vertx.deployVerticle(new JobPoller(setup, link, work, queue -> 1000)));
    }

    @Override
    public void stop() {
        if (!deployment.isEmpty()) {
            await(vertx.undeploy(deployment));
            deployment = "";
        }
    }

    @Override
    public long now() {
        return clock.millis();
    }

    @Override
    public void setTime(long millis) {
        clock.set(Instant.ofEpochMilli(millis));
    }

    @Override
    public String toString() {
        return "our worker";
    }

    @Override
    public void close() {
        stop();
        await(link.close());
        await(vertx.close());
    }

    private QueueSetup setup(List<String> queues) {
        QueueConfig config = Sections.read(config(queues).toString(), QueueConfig::from);
        return new QueueSetup(config, QueueMetrics.NONE, clock);
    }

    /** What a program says of its worker in the official worker's words, in ours. */
    private ObjectNode config(List<String> queues) {
        JsonNode worker = program.get("worker");
        int concurrency = worker.get("concurrency").asInt();
        ObjectNode config = Official.JSON.createObjectNode();
        config.put("url", redis.url()).put("prefix", program.get("prefix").asText());
        config.put("workerName", worker.get("name").asText());
        config.put("claimBatch", concurrency).put("maxInFlight", concurrency);
        // Time stands still: nobody would ever have lingered long enough.
        config.put("linger", "0ms").put("commandTimeout", "30s");
        ObjectNode limits = config.putObject("limits");
        for (String queue : queues) {
            config.withObject("/queues").put(queue, 1);
            if (worker.get("limiter").isObject()) {
                limits.putObject(queue)
                        .put("max", worker.at("/limiter/max").asInt())
                        .put("duration", worker.at("/limiter/duration").asInt() + "ms");
            }
        }
        config.putObject("locks")
                .put("duration", "10m")
                .put("stalledInterval", "10m")
                .put("maxStalledCount", 1)
                .put("maxStartedAttempts", worker.get("maxStartedAttempts").asInt());
        ObjectNode finished = config.putObject("finished");
        finished.put("metricsMinutes", worker.get("metrics").asInt());
        keep(finished.putObject("completed"), worker.get("removeOnComplete"));
        keep(finished.putObject("failed"), worker.get("removeOnFail"));
        return config;
    }

    private static void keep(ObjectNode section, JsonNode rule) {
        for (String[] names : new String[][] {{"count", "count"}, {"age", "ageSeconds"}, {"limit", "limit"}}) {
            if (rule.has(names[0])) {
                section.put(names[1], rule.get(names[0]).asInt());
            }
        }
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
