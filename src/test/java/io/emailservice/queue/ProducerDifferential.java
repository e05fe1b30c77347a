package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.testing.Node;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs the same with one version of the official producer and with ours, and compares all keys, and the events in their
 * order. Only the older version's {@code debounced} events are left out, which say again what {@code deduplicated} says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProducerDifferential extends OverRedis {
    /** Long ago, so that due times and scores are the same in each run. */
    static final long THEN = 1_700_000_000_000L;

    static final JobOptions PLAIN = JobOptions.DEFAULTS.withTimestamp(THEN);

    /** The queues as their official producer leaves them: empty, with a version. */
    private static final String BEGIN = """
            for (const name of ['mail', 'other']) {
              await queue(name).setGlobalConcurrency(1);
              await queue(name).removeGlobalConcurrency();
              await redis.hset(`bull:${name}:meta`, 'version', '%s', 'opts.maxLenEvents', '10000');
            }
            """;

    /** What the clock of this run wrote is `now`; of stack traces only their number counts. */
    private static final String DUMP = """
            const dump = { events: {}, keys: {} };
            const isNow = (n) => Math.abs(n - Date.now()) < 3600000;
            const masked = (text) => /^\\d{13}$/.test(text) && isNow(Number(text)) ? 'now' : text;
            const score = (n) => (isNow(n) ? 'now' : isNow(n / 4096) ? 'due now' : n);
            const ordered = (v) => v && typeof v === 'object' && !Array.isArray(v)
              ? Object.fromEntries(Object.entries(v).sort().map(([k, w]) => [k, ordered(w)])) : v;
            for (const key of (await redis.keys('*')).sort()) {
              const type = await redis.type(key);
              if (type === 'hash') {
                const hash = await redis.hgetall(key);
                for (const field of Object.keys(hash)) hash[field] = masked(hash[field]);
                for (const field of ['opts', 'parent', 'pd']) {
                  if (hash[field]) hash[field] = JSON.stringify(ordered(JSON.parse(hash[field])));
                }
                if (hash.stacktrace) hash.stacktrace = JSON.parse(hash.stacktrace).length;
                dump.keys[key] = ordered(hash);
              } else if (type === 'zset') {
                const scored = await redis.zrange(key, 0, -1, 'WITHSCORES');
                dump.keys[key] = scored.map((text, i) => (i % 2 ? score(Number(text)) : text)).join(' ');
              } else if (type === 'set') {
                dump.keys[key] = (await redis.smembers(key)).sort().join(' ');
              } else if (type === 'list') {
                dump.keys[key] = (await redis.lrange(key, 0, -1)).join(' ');
              } else if (type === 'string') {
                const left = await redis.pttl(key);
                dump.keys[key] = (await redis.get(key)) + (left < 0 ? '' : ` for ${Math.round(left / 10000)}0 s`);
              } else if (type === 'stream') {
                dump.events[key] = (await redis.xrange(key, '-', '+')).map(([, fields]) => fields.map(masked).join(' '))
                  .filter((event) => !event.startsWith('event debounced'));
              }
            }
            return dump;
            """;

    private final String client;
    private final String version;
    Node node;

    ProducerDifferential(String client, String version) {
        this.client = client;
        this.version = version;
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

    static NewJob job(JobOptions options) {
        return new NewJob("n", Buffer.buffer("{}"), options);
    }

    static FlowJob node(String queue, JobOptions options, FlowJob... children) {
        return new FlowJob(queue, job(options), List.of(children));
    }

    void add(List<NewJob> jobs) {
        QueueFixture.await(queue.producer.addAll(QUEUE, jobs));
    }

    FlowProducer flows() {
        return new FlowProducer(queue.setup, queue.link);
    }

    void refuses(List<NewJob> jobs, int place, JobsRefused.Reason reason) {
        assertThatThrownBy(() -> add(jobs)).rootCause().isInstanceOfSatisfying(JobsRefused.class, refused -> {
            assertThat(refused.reasons()).hasSize(1).containsEntry(place, reason);
            assertThat(refused.ids()).hasSize(jobs.size());
        });
    }

    void leavesTheSame(SameAdds adds) {
        begin();
        JsonNode ids = node.run(adds.program());
        compare(() -> adds.run(queue.producer, redis, ids));
    }

    /** Runs both on empty queues and compares all that is there afterwards. */
    void leavesTheSame(String theirs, Runnable ours) {
        begin();
        node.run(theirs);
        compare(ours);
    }

    private void compare(Runnable ours) {
        JsonNode official = node.run(DUMP);
        begin();
        ours.run();
        JsonNode left = node.run(DUMP);
        assertThat(official.get("events")).isNotEmpty();
        assertThat(left.toPrettyString()).isEqualTo(official.toPrettyString());
    }

    private void begin() {
        redis.clear();
        node.run(BEGIN.formatted(version));
    }
}
