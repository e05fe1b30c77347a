package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.testing.Node;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same jobs through the official worker and through ours leave the same keys, and the same events of each job. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialIT {
    private static final int JOBS = 111;

    /** Each job says in its data what its worker does with it: so both workers can do the same. */
    private static final String ADD = """
            const acts = ['ok', 'ok', 'fail', 'never', 'twice', 'ok', 'later', 'unrecoverable'];
            const jobs = [];
            for (let i = 0; i < 104; i++) {
              const opts = {};
              if (i % 3 === 0) opts.attempts = 3;
              if (i % 5 === 0) opts.priority = 1 + (i % 4);
              if (i % 7 === 0) opts.delay = 20 + i;
              if (i % 11 === 0) opts.lifo = true;
              if (i % 6 === 0) opts.backoff = { type: 'fixed', delay: 30 };
              if (i % 9 === 0) opts.removeOnComplete = true;
              if (i % 10 === 0) opts.removeOnFail = true;
              if (i % 13 === 0) opts.jobId = 'own-' + i;
              if (i % 4 === 0) opts.stackTraceLimit = 1;
              jobs.push({ name: 'job-' + i, data: { act: acts[i % acts.length], i }, opts });
            }
            await queue('mail').addBulk(jobs);
            await queue('mail').add('dedup', { act: 'ok' }, { deduplication: { id: 'once' } });
            const flow = new bullmq.FlowProducer({ connection });
            const child = (name, act, opts) => ({ name, queueName: 'mail', data: { act }, opts: { jobId: name, ...opts } });
            for (const [name, opts, act] of [['f-ok', {}, 'ok'], ['f-fail', { failParentOnFailure: true }, 'fail'],
                ['f-ignore', { ignoreDependencyOnFailure: true }, 'fail']]) {
              await flow.add({ name, queueName: 'mail', data: { act: 'ok' }, opts: { jobId: name },
                children: [child(name + '-c', act, opts)] });
            }
            await flow.close();
            """;

    private static final String WORK = """
            const ended = [];
            const worker = new bullmq.Worker('mail', async (job, token) => {
              const { act } = job.data;
              if (act === 'fail') throw new Error('it failed');
              if (act === 'never') throw new Error('it never works');
              if (act === 'unrecoverable') throw new bullmq.UnrecoverableError('no use');
              if (act === 'twice' && job.attemptsMade < 1) throw new Error('not yet');
              if (act === 'later' && job.attemptsStarted === 1) {
                await job.moveToDelayed(Date.now() + 40, token);
                throw new bullmq.DelayedError();
              }
              return { done: job.name };
            }, { connection, concurrency: 20 });
            const counts = async () => (await queue('mail').getJobCounts('wait', 'active', 'delayed', 'prioritized',
              'waiting-children'));
            for (let i = 0; i < 500; i++) {
              if (Object.values(await counts()).every((n) => n === 0)) break;
              await new Promise((r) => setTimeout(r, 20));
            }
            await worker.close();
            """;

    /** All keys of the queue but what time, randomness or the writer of a stack trace decide. */
    private static final String DUMP = """
            const dump = { events: {}, keys: {} };
            const ordered = (v) => v && typeof v === 'object' && !Array.isArray(v)
              ? Object.fromEntries(Object.entries(v).sort().map(([k, w]) => [k, ordered(w)])) : v;
            const timed = new Set(['timestamp', 'processedOn', 'finishedOn']);
            for (const key of (await redis.keys('bull:mail:*')).sort()) {
              const short = key.slice('bull:mail:'.length);
              const type = await redis.type(key);
              if (type === 'hash') {
                const hash = await redis.hgetall(key);
                if (short === 'meta') delete hash.version;
                for (const field of Object.keys(hash)) if (timed.has(field)) hash[field] = 'time';
                if (hash.stacktrace) hash.stacktrace = JSON.parse(hash.stacktrace).length;
                if (hash.opts) hash.opts = JSON.stringify(ordered(JSON.parse(hash.opts)));
                dump.keys[short] = Object.fromEntries(Object.entries(hash).sort());
              } else if (type === 'zset' && short !== 'marker') {
                dump.keys[short] = (await redis.zrange(key, 0, -1)).sort();
              } else if (type === 'list') {
                dump.keys[short] = (await redis.lrange(key, 0, -1)).sort();
              } else if (type === 'string' && short !== 'stalled-check') {
                dump.keys[short] = await redis.get(key);
              }
            }
            for (const [, fields] of await redis.xrange('bull:mail:events', '-', '+')) {
              const event = {};
              for (let i = 0; i < fields.length; i += 2) event[fields[i]] = fields[i + 1];
              if (event.event === 'drained') continue;
              if (event.delay) event.delay = 'time';
              (dump.events[event.jobId] ??= []).push(JSON.stringify(event));
            }
            return dump;
            """;

    private TestRedis redis;
    private Node node;

    @BeforeAll
    void start() {
        redis = new TestRedis();
        node = Node.start("bullmq", redis);
    }

    @AfterAll
    void end() {
        if (node != null) {
            node.close();
        }
        redis.close();
    }

    @Test
    void leavesWhatTheOfficialWorkerLeaves() {
        redis.clear();
        node.run(ADD);
        node.run(WORK);
        JsonNode theirs = node.run(DUMP);

        redis.clear();
        node.run("await queue('mail').setGlobalConcurrency(1); await queue('mail').removeGlobalConcurrency();");
        node.run(ADD);
        try (QueueFixture ours = new QueueFixture(redis)) {
            ours.handler = DifferentialIT::work;
            ours.poll();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                for (String list : new String[] {"wait", "active"}) {
                    assertThat(redis.number("LLEN bull:mail:" + list)).isZero();
                }
                for (String set : new String[] {"delayed", "prioritized", "waiting-children"}) {
                    assertThat(redis.number("ZCARD bull:mail:" + set)).isZero();
                }
            });
        }
        JsonNode left = node.run(DUMP);

        assertThat(theirs.get("events")).hasSize(JOBS);
        assertThat(left.get("events").toPrettyString())
                .isEqualTo(theirs.get("events").toPrettyString());
        assertThat(left.get("keys").toPrettyString())
                .isEqualTo(theirs.get("keys").toPrettyString());
    }

    private static Future<Settlement> work(Job job) {
        JsonObject data = new JsonObject(job.data());
        return Future.succeededFuture(
                switch (data.getString("act")) {
                    case "fail" -> failed(job, "it failed");
                    case "never" -> failed(job, "it never works");
                    case "unrecoverable" -> new Settlement.Fail("no use");
                    case "twice" -> job.attemptsMade() < 1 ? failed(job, "not yet") : done(job);
                    case "later" ->
                        job.attemptsStarted() == 1 ? new Settlement.Delay(Duration.ofMillis(40), "") : done(job);
                    default -> done(job);
                });
    }

    private static Settlement failed(Job job, String reason) {
        return job.isLastAttempt() ? new Settlement.Fail(reason) : new Settlement.Retry(reason, null);
    }

    private static Settlement done(Job job) {
        return new Settlement.Complete("{\"done\":\"" + job.name() + "\"}");
    }
}
