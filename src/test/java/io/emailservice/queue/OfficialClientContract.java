package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What producers and observers with one version of the official client find when our worker serves their queue. */
abstract class OfficialClientContract extends OverOfficialClient {
    OfficialClientContract(String client) {
        super(client);
    }

    @Test
    void tellsTheWaitingProducerTheReturnValue() {
        queue.handler = job -> Future.succeededFuture(new Settlement.Complete("{\"echo\":" + job.data() + "}"));
        queue.poll();
        JsonNode value = node.run("""
                const events = new bullmq.QueueEvents('mail', { connection });
                await events.waitUntilReady();
                const job = await queue('mail').add('send', { to: 'ä' });
                const value = await job.waitUntilFinished(events, 10000);
                await events.close();
                return value;
                """);
        assertThat(value.at("/echo/to").asText()).isEqualTo("ä");
        assertThat(queue.seen.peek().name()).isEqualTo("send");
    }

    @Test
    void tellsTheWaitingProducerWhyAJobFailed() {
        queue.handler = job -> Future.succeededFuture(new Settlement.Fail("no such template"));
        queue.poll();
        JsonNode reason = node.run("""
                const events = new bullmq.QueueEvents('mail', { connection });
                await events.waitUntilReady();
                const job = await queue('mail').add('send', {}, { attempts: 3 });
                const reason = await job.waitUntilFinished(events, 10000).then(() => 'completed', (e) => e.message);
                await events.close();
                return [reason, await job.getState(), (await queue('mail').getJob(job.id)).stacktrace];
                """);
        assertThat(reason.toString()).isEqualTo("[\"no such template\",\"failed\",[\"no such template\"]]");
    }

    @Test
    void understandsAllOptionsOfAProducer() {
        node.run("""
                await queue('mail').addBulk([
                  { name: 'a', data: {}, opts: { attempts: 4, backoff: { type: 'exponential', delay: 100, jitter: 0.5 } } },
                  { name: 'b', data: {}, opts: { attempts: 2, backoff: 250, removeOnComplete: { age: 60, count: 5 } } },
                  { name: 'c', data: {}, opts: { jobId: 'own', removeOnFail: 7, removeOnComplete: true, lifo: true } },
                  { name: 'd', data: {}, opts: { delay: 200, priority: 9, stackTraceLimit: 2 } },
                ]);
                """);
        queue.poll();
        await().until(() -> queue.seen.size() == 4);
        List<Job> jobs = List.copyOf(queue.seen);
        assertThat(jobs.stream().map(Job::name)).containsExactly("c", "a", "b", "d");
        assertThat(jobs.get(1).options().backoff()).isEqualTo(new Backoff("exponential", 100, 0.5));
        assertThat(jobs.get(1).options().attempts()).isEqualTo(4);
        assertThat(jobs.get(2).options().backoff()).isEqualTo(Backoff.fixed(250));
        assertThat(jobs.get(2).options().removeOnComplete()).isEqualTo(new Keep(5, 60, 1000));
        assertThat(jobs.get(0).id()).isEqualTo("own");
        assertThat(jobs.get(0).options().removeOnFail()).isEqualTo(Keep.last(7));
        assertThat(jobs.get(3).options().priority()).isEqualTo(9);
        assertThat(jobs.get(3).options().stackTraceLimit()).isEqualTo(2);
    }

    @Test
    void losesNoJobThatIsRetriedWhileTheQueueIsPaused() {
        queue.handler = job -> job.attemptsStarted() == 1
                ? Future.future(slow ->
                        queue.vertx.setTimer(200, due -> slow.complete(new Settlement.Retry("again", Duration.ZERO))))
                : Future.succeededFuture(new Settlement.Complete("null"));
        queue.poll();
        node.run("await queue('mail').add('first', {}, { attempts: 3 });");
        await().until(() -> queue.seen.size() == 1);
        node.run("await queue('mail').pause(); await queue('mail').add('second', {}, { attempts: 3 });");
        await().until(() -> queue.counts.settled.get() == 1);
        await().during(Duration.ofMillis(200)).until(() -> queue.seen.size() == 1);
        node.run("await queue('mail').resume();");
        await().untilAsserted(() ->
                assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(2));
    }

    @Test
    void isListedAsAWorker() {
        queue.poll();
        await().untilAsserted(() -> assertThat(node.run("return (await queue('mail').getWorkers()).length")
                        .asInt())
                .isEqualTo(1));
    }

    @Test
    void releasesAParentWhenItsChildrenAreDone() {
        queue.handler = job -> Future.succeededFuture(new Settlement.Complete("\"" + job.name() + "\""));
        queue.poll();
        JsonNode values = node.run("""
                const events = new bullmq.QueueEvents('mail', { connection });
                await events.waitUntilReady();
                const flow = new bullmq.FlowProducer({ connection });
                const tree = await flow.add({ name: 'parent', queueName: 'mail', children: [
                  { name: 'kept', queueName: 'mail' },
                  { name: 'removed', queueName: 'mail', opts: { removeOnComplete: true } }] });
                await tree.job.waitUntilFinished(events, 10000);
                const values = Object.values(await tree.job.getChildrenValues()).sort();
                await events.close();
                await flow.close();
                return values;
                """);
        assertThat(values.toString()).isEqualTo("[\"kept\",\"removed\"]");
        assertThat(queue.seen.stream().map(Job::name)).endsWith("parent");
    }

    @Test
    void failsAParentWhoseChildFailed() {
        queue.handler = job -> Future.succeededFuture(new Settlement.Fail("child is broken"));
        queue.poll();
        JsonNode state = node.run("""
                const events = new bullmq.QueueEvents('mail', { connection });
                await events.waitUntilReady();
                const flow = new bullmq.FlowProducer({ connection });
                const tree = await flow.add({ name: 'parent', queueName: 'mail', children: [
                  { name: 'child', queueName: 'mail', opts: { failParentOnFailure: true } }] });
                const reason = await tree.job.waitUntilFinished(events, 10000).catch((e) => e.message);
                await events.close();
                await flow.close();
                return reason;
                """);
        assertThat(state.asText()).matches("child bull:mail:.* failed");
        assertThat(queue.seen).hasSize(1);
    }

    @Test
    void bringsTheLatestDuplicateInWhenTheFirstIsDone() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler =
                job -> job.id().equals("1") ? gate.future() : Future.succeededFuture(new Settlement.Complete("null"));
        queue.poll();
        String add = "await queue('mail').add('x', { n: %d }, { deduplication: { id: 'd', keepLastIfActive: true } });";
        node.run(add.formatted(1));
        await().until(() -> queue.seen.size() == 1);
        node.run(add.formatted(2) + add.formatted(3));
        gate.complete(new Settlement.Complete("null"));
        await().untilAsserted(() ->
                assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(2));
        assertThat(queue.seen.stream().map(job -> job.data().toString())).containsExactly("{\"n\":1}", "{\"n\":3}");
        assertThat(redis.texts("KEYS bull:mail:d?:*")).isEmpty();
    }

    @Test
    void takesOverAJobWhoseWorkerDied() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(200))));
        node.run("""
                await queue('mail').add('orphan', {});
                const worker = new bullmq.Worker('mail', null, { connection, lockDuration: 300, autorun: false });
                kept.orphan = await worker.getNextJob('token-1');
                await worker.close(true);
                """);
        assertThat(redis.number("LLEN bull:mail:active")).isEqualTo(1);
        queue.poll();
        await().untilAsserted(() ->
                assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(1));
        assertThat(queue.seen.peek().stalledCount()).isEqualTo(1);
        assertThat(queue.seen.peek().attemptsStarted()).isEqualTo(2);
        assertThat(queue.counts.stalled).hasValue(1);
    }

    @Test
    void worksBesideAnOfficialWorker() {
        node.run("""
                kept.done = [];
                kept.worker = new bullmq.Worker('mail', async (job) => { kept.done.push(job.id); }, { connection, concurrency: 5 });
                await kept.worker.waitUntilReady();
                """);
        queue.poll();
        node.run("await queue('mail').addBulk(Array.from({ length: 400 }, (_, i) => ({ name: 'n', data: { i } })));");
        await().untilAsserted(() ->
                assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(400));
        int theirs =
                node.run("await kept.worker.close(); return kept.done.length").asInt();
        assertThat(theirs + queue.seen.size()).isEqualTo(400);
        assertThat(redis.number("LLEN bull:" + QUEUE + ":active")).isZero();
    }
}
