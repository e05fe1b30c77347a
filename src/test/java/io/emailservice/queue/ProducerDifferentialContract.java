package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.testing.Node;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same adds through one version of the official producer and through ours leave the same keys and events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProducerDifferentialContract extends OverRedis {
    /** All keys but what time decides; the events in their order. */
    private static final String DUMP = """
            const dump = { events: [], keys: {} };
            const ordered = (v) => v && typeof v === 'object' && !Array.isArray(v)
              ? Object.fromEntries(Object.entries(v).sort().map(([k, w]) => [k, ordered(w)])) : v;
            for (const key of (await redis.keys('*')).sort()) {
              const type = await redis.type(key);
              if (type === 'hash') {
                const hash = await redis.hgetall(key);
                if (key.endsWith(':meta')) delete hash.version;
                if (hash.timestamp) hash.timestamp = 'time';
                if (hash.opts) hash.opts = JSON.stringify(ordered(JSON.parse(hash.opts)));
                dump.keys[key] = ordered(hash);
              } else if (type === 'zset') {
                dump.keys[key] = await redis.zrange(key, 0, -1);
              } else if (type === 'list') {
                dump.keys[key] = await redis.lrange(key, 0, -1);
              } else if (type === 'string') {
                dump.keys[key] = await redis.get(key);
              }
            }
            for (const [, fields] of await redis.xrange('bull:mail:events', '-', '+')) {
              if (fields[4] === 'delay') fields[5] = 'time';
              dump.events.push(fields.join(' '));
            }
            return dump;
            """;

    private final String client;
    private Node node;

    ProducerDifferentialContract(String client) {
        this.client = client;
    }

    @BeforeAll
    void startClient() {
        node = Node.start(client, redis);
    }

    @AfterAll
    void endClient() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void addsWhatTheOfficialProducerAdds() {
        JobOptions options = JobOptions.DEFAULTS;
        Buffer nothing = Buffer.buffer("{}");
        List<NewJob> jobs = List.of(
                new NewJob("plain", Buffer.buffer("{\"a\":\"ä/1\"}")),
                new NewJob(
                        "all",
                        Buffer.buffer("{\"b\":2}"),
                        options.withAttempts(3)
                                .withBackoff(new Backoff("exponential", 100, 0.5))
                                .withRemoveOnComplete(Keep.NONE)
                                .withRemoveOnFail(Keep.last(50))
                                .withJobId("own")),
                new NewJob("again", Buffer.buffer("{\"b\":3}"), options.withJobId("own")),
                new NewJob("first", nothing, options.withLifo(true).withRemoveOnComplete(new Keep(5, 60, 1000))),
                new NewJob("prioritised", nothing, options.withPriority(3).withRemoveOnFail(Keep.ALL)),
                new NewJob("late", nothing, options.withDelayMillis(60_000).withBackoff(Backoff.fixed(500))));
        JsonNode theirs = dumpAfter("""
                const q = queue('mail');
                await q.add('plain', { a: 'ä/1' });
                await q.add('all', { b: 2 }, { attempts: 3, backoff: { type: 'exponential', delay: 100, jitter: 0.5 },
                  removeOnComplete: true, removeOnFail: 50, jobId: 'own' });
                await q.add('again', { b: 3 }, { jobId: 'own' });
                await q.add('first', {}, { lifo: true, removeOnComplete: { age: 60, count: 5 } });
                await q.add('prioritised', {}, { priority: 3, removeOnFail: false });
                await q.add('late', {}, { delay: 60000, backoff: 500 });
                """);
        JsonNode ours = dumpAfter(() -> QueueFixture.await(queue.producer.addAll(QueueFixture.QUEUE, jobs)));
        assertThat(theirs.get("events")).hasSize(11);
        assertThat(ours.toPrettyString()).isEqualTo(theirs.toPrettyString());
    }

    private JsonNode dumpAfter(String program) {
        return dumpAfter(() -> node.run(program));
    }

    /** The queue's version and the cap of its events are there whoever adds, as after any official client. */
    private JsonNode dumpAfter(Runnable adds) {
        redis.clear();
        node.run("await queue('mail').setGlobalConcurrency(1); await queue('mail').removeGlobalConcurrency();");
        adds.run();
        return node.run(DUMP);
    }
}
