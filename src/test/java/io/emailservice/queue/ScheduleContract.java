package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.testing.Node;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules of one version of the official client go on with our worker as they do with the official one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ScheduleContract extends OverRedis {
    private static final String HOUR = "3600000";

    /** Makes schedules, and jobs of theirs that a worker would get at once. By name, one each. */
    private static final Map<String, String> BEGINNINGS = Map.ofEntries(
            Map.entry("interval", "await upsert({ every: HOUR }, { data: { a: 'ä/1' } });"),
            Map.entry("interval without a template", "await upsert({ every: HOUR });"),
            Map.entry("interval that missed turns", "await upsert({ every: HOUR }); await move('s', -10.5 * HOUR);"),
            Map.entry("interval with an offset", "await upsert({ every: HOUR, offset: 1234567 }); await promote();"),
            Map.entry(
                    "interval with an offset that missed turns",
                    "await upsert({ every: HOUR, offset: 1234567 }); await promote(); await move('s', -7.3 * HOUR);"),
            Map.entry("interval from a date on", "await upsert({ every: HOUR, startDate: '2020-01-01T00:00:30Z' });"),
            Map.entry("last of an interval", "await upsert({ every: HOUR, limit: 1 });"),
            Map.entry("last but one of an interval", "await upsert({ every: HOUR, limit: 2 });"),
            Map.entry("end date is over", "await upsert({ every: HOUR, endDate: Date.now() + 50 }); await sleep(60);"),
            Map.entry("pattern", "await upsert({ pattern: '0 3 * * *', tz: 'America/New_York' }); await promote();"),
            Map.entry(
                    "pattern with seconds", "await upsert({ pattern: '30 15 4 L * *', tz: 'UTC' }); await promote();"),
            Map.entry(
                    "pattern from a date on",
                    "await upsert({ pattern: '0 3 * * 1#2', tz: 'UTC', startDate: Date.now() + 800 * HOUR });"
                            + " await promote();"),
            Map.entry(
                    "pattern beyond its end date",
                    "await upsert({ pattern: '0 3 1 * *', tz: 'UTC', endDate: Date.now() + 750 * HOUR });"
                            + " await promote();"),
            Map.entry(
                    "pattern at once",
                    "await upsert({ pattern: '0 3 * * *', tz: 'Asia/Tokyo', immediately: true }, { data: { a: 1 } });"),
            Map.entry(
                    "last of a pattern", "await upsert({ pattern: '@daily', tz: 'UTC', limit: 1 }); await promote();"),
            Map.entry(
                    "pattern whose worker slept",
                    "await upsert({ pattern: '0 3 * * *', tz: 'UTC' }); await promote(); await move('s', -100 * HOUR);"),
            Map.entry(
                    "template options",
                    "await upsert({ pattern: '0 3 * * *', tz: 'UTC', limit: 9 }, { name: 'n', data: { deep: [{}, []] },"
                            + " opts: { attempts: 4, backoff: 300, priority: 7, removeOnComplete: { age: 60, count: 5 },"
                            + " removeOnFail: 3, keepLogs: 2, stackTraceLimit: 1, own: { kept: [1, 'x'] },"
                            + " deduplication: { id: 'once' } } }); await promote();"),
            Map.entry(
                    "template options of an interval",
                    "await upsert({ every: HOUR }, { opts: { lifo: true, backoff: { type: 'exponential', delay: 9,"
                            + " jitter: 0.5 }, removeOnComplete: true } });"),
            Map.entry("removed", "await upsert({ every: HOUR }); await queue('mail').removeJobScheduler('s');"),
            Map.entry("replaced", "await upsert({ every: HOUR }); await redis.zincrby('bull:mail:repeat', 5, 's');"),
            Map.entry(
                    "next id taken",
                    "await upsert({ every: HOUR });"
                            + " await redis.hset('bull:mail:repeat:s:' + (await score('s') + HOUR), 'name', 'other');"),
            Map.entry(
                    "id with colons",
                    "await queue('mail').upsertJobScheduler('a:b::c:0 0 * * *', { pattern: '0 3 * * *', tz: 'UTC' },"
                            + " { data: { a: 1 } }); await promote();"));

    /** Repeatable jobs, as up to version 5; those under a key of version 3 are what a client of version 5 makes of them. */
    private static final Map<String, String> REPEATABLES = Map.of(
            "repeatable by pattern",
            "await queue('mail').add('n', { a: 1 }, { repeat: { pattern: '0 3 * * *', tz: 'UTC' } }); await promote();",
            "repeatable by interval",
            "await queue('mail').add('n', { a: 1 }, { repeat: { every: HOUR, limit: 3 } }); await promote();",
            "old repeatable by pattern",
            "await redis.zadd('bull:mail:repeat', 1, 'n::::0 3 * * *');"
                    + " await queue('mail').add('n', { a: 1, id: 4 }, { priority: 3, attempts: 2,"
                    + " repeat: { pattern: '0 3 * * *' } }); await promote();",
            "old repeatable by interval",
            "await redis.zadd('bull:mail:repeat', 1, 'n::::" + HOUR + "');"
                    + " await queue('mail').add('n', { a: 1 }, { repeat: { every: HOUR } }); await promote();",
            "old repeatable at its limit",
            "await redis.zadd('bull:mail:repeat', 1, 'n::::" + HOUR + "');"
                    + " await queue('mail').add('n', { a: 1 }, { repeat: { every: HOUR, limit: 1 } }); await promote();");

    private static final String TOOLS = "const HOUR = " + HOUR + ";\n" + """
            const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
            const upsert = (rule, template) => queue('mail').upsertJobScheduler('s', rule, template);
            const promote = async () => Promise.all((await queue('mail').getDelayed()).map((job) => job.promote()));
            const score = async (id) => Number(await redis.zscore('bull:mail:repeat', id));
            const move = async (id, by) => {
              const [from, to] = [await score(id), await score(id) + by];
              await redis.zadd('bull:mail:repeat', to, id);
              await redis.rename(`bull:mail:repeat:${id}:${from}`, `bull:mail:repeat:${id}:${to}`);
              await redis.del('bull:mail:wait');
              await redis.lpush('bull:mail:wait', `repeat:${id}:${to}`);
              const opts = JSON.parse(await redis.hget(`bull:mail:repeat:${id}:${to}`, 'opts'));
              if (opts.prevMillis) opts.prevMillis = to;
              await redis.hset(`bull:mail:repeat:${id}:${to}`, 'opts', JSON.stringify(opts));
            };
            """;

    private static final String KEEP = """
            kept.snapshot = [];
            for (const key of await redis.keys('*')) {
              kept.snapshot.push([key, await redis.dumpBuffer(key)]);
            }
            """;

    private static final String RESTORE = """
            await redis.flushall();
            for (const [key, dump] of kept.snapshot) await redis.restore(key, 0, dump);
            """;

    private static final String WORK = """
            const worker = new bullmq.Worker('mail', async (job) => job.name, { connection, concurrency: 5, autorun: false });
            const done = new Promise((resolve, reject) => {
              let left = jobs;
              worker.on('completed', () => { if (--left === 0) resolve(); });
              worker.on('error', reject);
            });
            worker.run();
            await done;
            await worker.close();
            """;

    /** All keys but what the moment decides: of a job that rests only the time when it is due is told. */
    private static final String DUMP = """
            const dump = { keys: {} };
            const ordered = (v) => v && typeof v === 'object' && !Array.isArray(v)
              ? Object.fromEntries(Object.entries(v).sort().map(([k, w]) => [k, ordered(w)])) : v;
            for (const key of (await redis.keys('bull:mail:*')).sort()) {
              const type = await redis.type(key);
              if (type === 'hash') {
                const hash = await redis.hgetall(key);
                if (key.endsWith(':meta')) delete hash.version;
                delete hash.nrjid;
                if (hash.timestamp) {
                  hash.due = Number(hash.delay) && Number(hash.timestamp) + Number(hash.delay);
                  hash.delay = hash.delay === '0' ? '0' : 'some';
                  if (hash.opts) {
                    const opts = JSON.parse(hash.opts);
                    const near = (a, b) => Math.abs(a - b) < 1000;
                    opts.agree = near(opts.timestamp, hash.timestamp) && (!hash.due || near(opts.timestamp + opts.delay, hash.due));
                    for (const field of ['timestamp', 'delay']) delete opts[field];
                    hash.opts = ordered(opts);
                  }
                }
                for (const field of ['timestamp', 'processedOn', 'finishedOn']) if (hash[field]) hash[field] = 'time';
                dump.keys[key] = ordered(hash);
              } else if (type === 'zset' && key.endsWith(':completed')) {
                dump.keys[key] = await redis.zrange(key, 0, -1);
              } else if (type === 'zset' && !key.endsWith(':marker')) {
                dump.keys[key] = await redis.zrange(key, 0, -1, 'WITHSCORES');
              } else if (type === 'list') {
                dump.keys[key] = await redis.lrange(key, 0, -1);
              } else if (type === 'string' && !key.endsWith(':stalled-check')) {
                dump.keys[key] = await redis.get(key);
              }
            }
            const events = (await redis.xrange('bull:mail:events', '-', '+')).map(([, fields]) => fields.join(' '));
            dump.events = events.map((text) => text.replace(/returnvalue \\S+/, 'returnvalue'));
            return dump;
            """;

    private final String client;
    private Node node;

    ScheduleContract(String client) {
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

    Set<String> beginnings() {
        Set<String> names = new HashSet<>(BEGINNINGS.keySet());
        if (client.equals("bullmq5")) {
            names.addAll(REPEATABLES.keySet());
        }
        return names;
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void leavesWhatTheOfficialWorkerLeaves(String name) {
        String beginning = BEGINNINGS.containsKey(name) ? BEGINNINGS.get(name) : REPEATABLES.get(name);
        node.run(TOOLS + beginning + KEEP);
        node.run("const jobs = 1;" + WORK);
        JsonNode theirs = node.run(DUMP);

        node.run(RESTORE);
        queue.handler = job -> Future.succeededFuture(new Settlement.Complete("\"" + job.name() + "\""));
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        queue.undeploy();

        assertThat(node.run(DUMP).toPrettyString()).isEqualTo(theirs.toPrettyString());
    }

    @Test
    void goesOnUntilTheLimitBesideOfficialWorkers() {
        node.run("""
                kept.done = [];
                kept.worker = new bullmq.Worker('mail', async (job) => { kept.done.push(job.id); }, { connection });
                await kept.worker.waitUntilReady();
                """);
        queue.poll();
        node.run("""
                await queue('mail').upsertJobScheduler('often', { every: 15, limit: 120 });
                await queue('mail').upsertJobScheduler('second', { pattern: '* * * * * *', limit: 3 });
                """);
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(123);
            assertThat(redis.number("ZCARD bull:mail:delayed")).isZero();
        });
        JsonNode theirs = node.run("await kept.worker.close(); return kept.done;");

        Set<String> all = new HashSet<>(queue.seenIds());
        assertThat(all).hasSize(queue.seen.size());
        theirs.forEach(id -> assertThat(all.add(id.asText())).isTrue());
        assertThat(all).hasSize(123);
        assertThat(queue.seen.size()).isBetween(5, 118);
        assertThat(redis.number("HGET bull:mail:repeat:often ic")).isEqualTo(120);
        assertThat(redis.number("HGET bull:mail:repeat:second ic")).isEqualTo(3);
    }

    @Test
    void makesOneNextJobForAllAttempts() {
        queue.handler = job -> Future.succeededFuture(Settlement.failed(job, "no"));
        queue.poll();
        node.run("""
                await queue('mail').upsertJobScheduler('s', { every: 3600000 }, { opts: { attempts: 3, backoff: 10 } });
                """);
        await().until(() -> redis.number("ZCARD bull:mail:failed") == 1);
        assertThat(queue.seen).hasSize(3);
        assertThat(redis.number("ZCARD bull:mail:delayed")).isEqualTo(1);
        assertThat(redis.number("HGET bull:mail:repeat:s ic")).isEqualTo(2);
    }

    @Test
    void letsTheScheduleBeRemovedAndReplacedWhileItsJobIsActive() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.poll();
        node.run("""
                await queue('mail').upsertJobScheduler('gone', { every: 3600000 });
                await queue('mail').upsertJobScheduler('new', { every: 3600000 });
                """);
        await().until(() -> queue.seen.size() == 2);
        JsonNode left = node.run("""
                await queue('mail').removeJobScheduler('gone');
                await queue('mail').upsertJobScheduler('new', { every: 7200000 });
                return (await queue('mail').getJobSchedulers()).map((s) => s.key + ' ' + s.every);
                """);
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> redis.number("ZCARD bull:mail:completed") >= 2);
        assertThat(left).hasToString("[\"new 7200000\"]");
        assertThat(redis.number("ZCARD bull:mail:repeat")).isEqualTo(1);
        assertThat(redis.number("ZCARD bull:mail:delayed")).isEqualTo(1);
    }
}
