package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What observers with one version of the official client see of the work of our worker. */
abstract class OfficialObserverContract extends OverOfficialClient {
    /** A parent with a child of every fate, two jobs that fail, one that rests, one that is done, and one that is not. */
    private static final String ADD = """
            await queue('mail').addBulk([
              { name: 'done', data: { act: 'report' }, opts: { jobId: 'done' } },
              { name: 'fails', data: { act: 'fail' }, opts: { jobId: 'fails', attempts: 2, backoff: 10 } },
              { name: 'rests', data: { act: 'rest' }, opts: { jobId: 'rests' } },
              { name: 'held', data: { act: 'hold' }, opts: { jobId: 'held' } },
            ]);
            const child = (id, act, opts) => ({ name: id, queueName: 'mail', data: { act }, opts: { jobId: id, ...opts } });
            kept.flow ??= new bullmq.FlowProducer({ connection });
            await kept.flow.add({ name: 'parent', queueName: 'mail', data: { act: 'ok' }, opts: { jobId: 'parent' }, children: [
              child('c-ok', 'ok', {}), child('c-ignored', 'fail', { ignoreDependencyOnFailure: true }),
              child('c-held', 'hold', {})] });
            """;

    private volatile Promise<Settlement> gate = Promise.promise();

    OfficialObserverContract(String client) {
        super(client);
    }

    @BeforeEach
    void work() {
        gate = Promise.promise();
        queue.handler = this::act;
    }

    private Future<Settlement> act(Job job) {
        return switch (new JsonObject(job.data()).getString("act", "ok")) {
            case "report" -> {
                JobUpdates updates = new JobUpdates(queue.link);
                yield updates.progress(job, "{\"part\":0.5}")
                        .compose(told -> updates.log(job, "half"))
                        .compose(rows -> updates.log(job, "whole"))
                        .map(done());
            }
            case "fail" -> Future.succeededFuture(Settlement.failed(job, "it failed"));
            case "rest" -> Future.succeededFuture(new Settlement.Delay(Duration.ofMinutes(5), "not now"));
            case "wait" -> Future.succeededFuture(job.attemptsStarted() == 1 ? new Settlement.AwaitChildren() : done());
            case "hold" -> gate.future();
            default -> Future.succeededFuture(done());
        };
    }

    @AfterEach
    void finish() {
        gate.tryComplete(done());
    }

    private static Settlement done() {
        return new Settlement.Complete("{\"ok\":true}");
    }

    private void addAll() {
        queue.poll();
        node.run(ADD);
        await().untilAsserted(() -> {
            assertThat(redis.texts("ZRANGE bull:mail:failed 0 -1")).contains("fails", "c-ignored");
            assertThat(redis.texts("ZRANGE bull:mail:completed 0 -1")).contains("done", "c-ok");
            assertThat(redis.texts("LRANGE bull:mail:active 0 -1")).containsExactlyInAnyOrder("held", "c-held");
            assertThat(redis.texts("ZRANGE bull:mail:delayed 0 -1")).containsExactly("rests");
        });
    }

    @Test
    void hearsEveryKindOfEvent() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(200))));
        work();
        node.run("""
                kept.heard = {};
                kept.events = new bullmq.QueueEvents('mail', { connection });
                kept.events.on('error', (error) => errors.push(error.message));
                for (const kind of ['added', 'waiting', 'active', 'progress', 'delayed', 'completed', 'failed', 'stalled',
                    'retries-exhausted', 'waiting-children', 'drained', 'paused', 'resumed']) {
                  kept.events.on(kind, (args) => (kept.heard[kind] ??= []).push(args));
                }
                await kept.events.waitUntilReady();
                await queue('mail').add('lost', { act: 'ok' }, { jobId: 'lost' });
                const worker = new bullmq.Worker('mail', null, { connection, lockDuration: 300, autorun: false });
                await worker.getNextJob('token-1');
                await worker.close(true);
                """);
        queue.poll();
        node.run("""
                await queue('mail').pause();
                await queue('mail').resume();
                await queue('mail').add('report', { act: 'report' }, { jobId: 'report' });
                await queue('mail').add('fails', { act: 'fail' }, { jobId: 'fails', attempts: 2, backoff: 10 });
                await queue('mail').add('waits', { act: 'wait' }, { jobId: 'waits', delay: 50 });
                await queue('mail').add('child', { act: 'hold' }, { jobId: 'child', parent: { id: 'waits', queue: 'bull:mail' } });
                """);
        await().until(() -> redis.number("ZCARD bull:mail:waiting-children") == 1);
        gate.complete(done());
        await().untilAsserted(() -> assertThat(node.run("return kept.heard;")).hasSize(13));
        JsonNode heard = node.run("await kept.events.close(); return kept.heard;");
        assertThat(heard.at("/progress/0").toString()).isEqualTo("{\"jobId\":\"report\",\"data\":{\"part\":0.5}}");
        assertThat(heard.at("/failed/0").toString())
                .isEqualTo("{\"jobId\":\"fails\",\"failedReason\":\"it failed\",\"prev\":\"active\"}");
        assertThat(heard.at("/retries-exhausted/0").toString())
                .isEqualTo("{\"jobId\":\"fails\",\"attemptsMade\":\"2\"}");
        assertThat(heard.at("/stalled").toString()).isEqualTo("[{\"jobId\":\"lost\"}]");
        assertThat(heard.at("/waiting-children").toString()).isEqualTo("[{\"jobId\":\"waits\",\"prev\":\"active\"}]");
        assertThat(heard.at("/delayed").findValuesAsText("jobId")).containsExactlyInAnyOrder("fails", "waits");
        assertThat(heard.at("/delayed/0/delay").asLong()).isGreaterThan(1_600_000_000_000L);
        assertThat(heard.at("/completed").findValuesAsText("jobId"))
                .containsExactlyInAnyOrder("lost", "report", "child", "waits");
        assertThat(heard.at("/completed/0/returnvalue/ok").asBoolean()).isTrue();
    }

    @Test
    void hearsTheEndOfJobsThatAreRemovedAtOnce() {
        queue.poll();
        JsonNode ends = node.run("""
                const events = new bullmq.QueueEvents('mail', { connection });
                await events.waitUntilReady();
                const options = { removeOnComplete: true, removeOnFail: true };
                const ends = [];
                for (const act of ['ok', 'fail']) {
                  // Its first question must come before the end, which leaves nothing to be asked.
                  await queue('mail').pause();
                  const job = await queue('mail').add('gone', { act }, options);
                  const end = job.waitUntilFinished(events, 10000).catch((error) => error.message);
                  for (let i = 0; i < 3; i++) await job.getState();
                  await queue('mail').resume();
                  ends.push(await end);
                  ends.push((await queue('mail').getJob(job.id)) ?? null);
                }
                await events.close();
                return ends;
                """);
        assertThat(ends.toString()).isEqualTo("[{\"ok\":true},null,\"it failed\",null]");
    }

    @Test
    void findsEveryJobInItsState() {
        addAll();
        JsonNode found = node.run("""
                const states = {};
                for (const id of ['done', 'fails', 'rests', 'held', 'parent', 'c-ok', 'c-ignored', 'c-held']) {
                  states[id] = await (await queue('mail').getJob(id)).getState();
                }
                const counts = await queue('mail').getJobCounts('waiting', 'active', 'delayed', 'completed', 'failed',
                  'prioritized', 'waiting-children');
                return { states, counts };
                """);
        assertThat(found.at("/states").toString())
                .isEqualTo("{\"done\":\"completed\",\"fails\":\"failed\",\"rests\":\"delayed\",\"held\":\"active\","
                        + "\"parent\":\"waiting-children\",\"c-ok\":\"completed\",\"c-ignored\":\"failed\","
                        + "\"c-held\":\"active\"}");
        assertThat(found.at("/counts").toString())
                .startsWith("{\"waiting\":0,\"active\":2,\"delayed\":1,\"completed\":2,\"failed\":2,\"prioritized\":0,"
                        + "\"waiting-children\":1");
        gate.complete(done());
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 5);
    }

    @Test
    void findsTheChildrenOfAParent() {
        addAll();
        String ask = """
                const parent = await queue('mail').getJob('parent');
                const all = await parent.getDependencies();
                return { all, counts: await parent.getDependenciesCount(), failures: await parent.getIgnoredChildrenFailures() };
                """;
        JsonNode before = node.run(ask);
        assertThat(before.at("/all/processed").toString()).isEqualTo("{\"bull:mail:c-ok\":{\"ok\":true}}");
        assertThat(before.at("/all/unprocessed").toString()).isEqualTo("[\"bull:mail:c-held\"]");
        assertThat(before.at("/failures").toString()).isEqualTo("{\"bull:mail:c-ignored\":\"it failed\"}");
        gate.complete(done());
        await().untilAsserted(
                        () -> assertThat(node.run(ask).at("/all/processed")).hasSize(2));
        JsonNode after = node.run(ask);
        assertThat(after.at("/counts/processed").asInt()).isEqualTo(2);
        assertThat(after.at("/counts/unprocessed").asInt()).isZero();
        assertThat(after.at("/counts/ignored").asInt()).isEqualTo(1);
    }

    @Test
    void readsTheLogOfAJob() {
        addAll();
        assertThat(node.run("return await queue('mail').getJobLogs('done');").toString())
                .isEqualTo("{\"logs\":[\"half\",\"whole\"],\"count\":2}");
    }

    @Test
    void countsFinishedJobs() {
        reopen(new QueueFixture(
                redis, config -> QueueConfigs.finished(config, new FinishRules(Keep.ALL, Keep.ALL, 60))));
        work();
        addAll();
        JsonNode counts = node.run("""
                const metrics = async (kind) => (await queue('mail').getMetrics(kind)).meta.count;
                return [await metrics('completed'), await metrics('failed'),
                  (await queue('mail').exportPrometheusMetrics({ env: 'test' })).split('\\n')];
                """);
        assertThat(counts.get(0).asInt()).isEqualTo(2);
        assertThat(counts.get(1).asInt()).isEqualTo(2);
        assertThat(counts.get(2))
                .extracting(JsonNode::asText)
                .contains(
                        "bullmq_job_count{queue=\"mail\", state=\"active\", env=\"test\"} 2",
                        "bullmq_job_count{queue=\"mail\", state=\"waiting-children\", env=\"test\"} 1",
                        "bullmq_job_completed_total{queue=\"mail\", env=\"test\"} 2",
                        "bullmq_job_failed_total{queue=\"mail\", env=\"test\"} 2");
    }

    @Test
    void listsTheWorkerAlsoAfterItsConnectionBroke() {
        queue.poll();
        listsOneWorker("bull:bWFpbA==");
        reopen(new QueueFixture(redis, config -> QueueConfigs.named(config, "mailer-1")));
        queue.poll();
        listsOneWorker("bull:bWFpbA==:w:mailer-1");
        queue.undeploy();
        await().untilAsserted(() -> assertThat(
                        node.run("return queue('mail').getWorkersCount();").asInt())
                .isZero());
    }

    private void listsOneWorker(String name) {
        String first = listed(name, "none");
        redis.run("CLIENT KILL ID " + first);
        assertThat(listed(name, first)).isNotEqualTo(first);
    }

    /** The connection by which the worker is listed; waits until it isn't that one. */
    private String listed(String name, String before) {
        String ask = "return [await queue('mail').getWorkersCount(), ...(await queue('mail').getWorkers())];";
        await().untilAsserted(() -> {
            JsonNode workers = node.run(ask);
            assertThat(workers.get(0).asInt()).isEqualTo(1);
            assertThat(workers.at("/1/rawname").asText()).isEqualTo(name);
            assertThat(workers.at("/1/id").asText()).isNotEqualTo(before);
        });
        return node.run(ask).at("/1/id").asText();
    }

    @Test
    void showsEveryJobOnTheDashboard() {
        addAll();
        JsonNode shown = node.run("""
                const ask = await board('mail');
                const shown = { jobs: {} };
                for (const status of ['latest', 'active', 'waiting', 'waiting-children', 'prioritized', 'completed', 'failed',
                    'delayed']) {
                  const { body } = await ask(`/api/queues?activeQueue=mail&status=${status}`);
                  shown.counts = body.queues[0].counts;
                  shown.hasWorkers = body.queues[0].hasWorkers;
                  shown.jobs[status] = body.queues[0].jobs.map((job) => job.id).sort();
                }
                shown.failed = (await ask('/api/queues/mail/fails')).body;
                shown.done = (await ask('/api/queues/mail/done')).body;
                shown.logs = (await ask('/api/queues/mail/done/logs')).body;
                shown.flow = (await ask('/api/queues/mail/parent/flow')).body;
                shown.workers = (await ask('/api/queues/mail/workers')).body;
                shown.metrics = (await ask('/api/queues/mail/metrics')).status;
                shown.redis = (await ask('/api/redis/stats')).status;
                shown.page = (await ask('/queue/mail/fails')).status;
                return shown;
                """);
        assertThat(shown.at("/jobs").toString())
                .isEqualTo(
                        "{\"latest\":[\"c-held\",\"c-ignored\",\"c-ok\",\"done\",\"fails\",\"held\",\"parent\",\"rests\"],"
                                + "\"active\":[\"c-held\",\"held\"],\"waiting\":[],\"waiting-children\":[\"parent\"],"
                                + "\"prioritized\":[],\"completed\":[\"c-ok\",\"done\"],\"failed\":[\"c-ignored\",\"fails\"],"
                                + "\"delayed\":[\"rests\"]}");
        assertThat(shown.at("/counts/failed").asInt()).isEqualTo(2);
        assertThat(shown.at("/hasWorkers").asBoolean()).isTrue();
        assertThat(shown.at("/failed/job/failedReason").asText()).isEqualTo("it failed");
        assertThat(shown.at("/failed/job/stacktrace").toString()).isEqualTo("[\"it failed\",\"it failed\"]");
        assertThat(shown.at("/failed/job/attempts").asInt()).isEqualTo(2);
        assertThat(shown.at("/failed/status").asText()).isEqualTo("failed");
        assertThat(shown.at("/done/job/returnValue/ok").asBoolean()).isTrue();
        assertThat(shown.at("/done/job/progress/part").asDouble()).isEqualTo(0.5);
        assertThat(shown.at("/logs").toString()).contains("half", "whole");
        assertThat(shown.at("/flow").toString()).contains("c-ok", "c-held");
        assertThat(shown.at("/workers/workers")).hasSize(1);
        assertThat(shown.at("/metrics").asInt()).isEqualTo(200);
        assertThat(shown.at("/redis").asInt()).isEqualTo(200);
        assertThat(shown.at("/page").asInt()).isEqualTo(200);
    }
}
