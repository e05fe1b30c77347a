package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators can do, with one version of the official client, to the jobs that our worker left. */
abstract class OfficialCleanerContract extends OverOfficialClient {
    private volatile Promise<Settlement> gate = Promise.promise();
    private volatile boolean healed;

    OfficialCleanerContract(String client) {
        super(client);
    }

    @BeforeEach
    void work() {
        gate = Promise.promise();
        healed = false;
        queue.handler = job -> switch (job.name()) {
            case "hold" -> gate.future();
            case "rest" -> Future.succeededFuture(new Settlement.Delay(Duration.ofMinutes(5), ""));
            case "fail" -> Future.succeededFuture(healed ? done() : Settlement.failed(job, "it failed"));
            default -> Future.succeededFuture(done());
        };
        queue.poll();
    }

    @AfterEach
    void finish() {
        gate.tryComplete(done());
    }

    private static Settlement done() {
        return new Settlement.Complete("1");
    }

    private void add(String... names) {
        for (String name : names) {
            String id = name + "-" + (1 + redis.number("EXISTS bull:mail:" + name + "-1"));
            node.run("await queue('mail').add('%s', {}, { jobId: '%s' });".formatted(name, id));
        }
    }

    private void awaitCounts(long completed, long failed) {
        await().untilAsserted(() -> {
            assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(completed);
            assertThat(redis.number("ZCARD bull:mail:failed")).isEqualTo(failed);
        });
    }

    private List<String> keys(String pattern) {
        return redis.texts("KEYS bull:mail:" + pattern);
    }

    @Test
    void cleansFinishedJobs() {
        add("ok", "ok", "fail");
        awaitCounts(2, 1);
        JsonNode cleaned = node.run("""
                return [(await queue('mail').clean(0, 100, 'completed')).sort(), await queue('mail').clean(0, 100, 'failed')];
                """);
        assertThat(cleaned.toString()).isEqualTo("[[\"ok-1\",\"ok-2\"],[\"fail-1\"]]");
        assertThat(keys("*-?*")).isEqualTo(List.of("bull:mail:stalled-check"));
    }

    @Test
    void removesJobsButNotOneInHand() {
        add("ok", "fail", "rest", "hold");
        awaitCounts(1, 1);
        await().until(() -> redis.number("LLEN bull:mail:active") == 1 && redis.number("ZCARD bull:mail:delayed") == 1);
        JsonNode removed = node.run("""
                const remove = async (id) => (await queue('mail').getJob(id)).remove().then(() => 'removed', () => 'refused');
                return [await remove('ok-1'), await remove('fail-1'), await remove('rest-1'), await remove('hold-1')];
                """);
        assertThat(removed.toString()).isEqualTo("[\"removed\",\"removed\",\"removed\",\"refused\"]");
        gate.tryComplete(done());
        awaitCounts(1, 0);
        assertThat(keys("*-1*")).isEqualTo(List.of("bull:mail:hold-1"));
    }

    @Test
    void retriesFailedJobsAloneAndAllTogether() {
        add("fail", "fail", "ok");
        awaitCounts(1, 2);
        healed = true;
        JsonNode retried = node.run("""
                const events = new bullmq.QueueEvents('mail', { connection });
                await events.waitUntilReady();
                const job = await queue('mail').getJob('fail-1');
                await job.retry();
                const value = await job.waitUntilFinished(events, 10000);
                await events.close();
                await queue('mail').retryJobs({ state: 'failed' });
                return value;
                """);
        assertThat(retried.asInt()).isEqualTo(1);
        awaitCounts(3, 0);
        assertThat(redis.texts("HMGET bull:mail:fail-1 atm ats returnvalue")).containsExactly("2", "2", "1");
    }

    @Test
    void retriesACompletedJob() {
        add("ok");
        awaitCounts(1, 0);
        node.run("await (await queue('mail').getJob('ok-1')).retry('completed');");
        await().until(() -> queue.counts.settled.get() == 2);
        awaitCounts(1, 0);
    }

    @Test
    void drainsWhatWaits() {
        add("rest", "ok");
        awaitCounts(1, 0);
        queue.undeploy();
        add("ok");
        node.run("await queue('mail').drain(true);");
        assertThat(redis.number("LLEN bull:mail:wait")).isZero();
        assertThat(redis.number("ZCARD bull:mail:delayed")).isZero();
        assertThat(keys("rest-1*")).isEmpty();
        assertThat(keys("ok-?")).isEqualTo(List.of("bull:mail:ok-1"));
    }

    @Test
    void obliteratesAQueueThatIsWorkedOn() {
        add("ok", "fail", "rest", "hold");
        awaitCounts(1, 1);
        await().until(() -> redis.number("LLEN bull:mail:active") == 1 && redis.number("ZCARD bull:mail:delayed") == 1);
        node.run("await queue('mail').obliterate({ force: true });");
        gate.tryComplete(done());
        await().until(() -> queue.counts.lost.get() == 1);
        assertThat(keys("*-1*")).isEmpty();
        queue.undeploy();
        assertThat(redis.number("EXISTS bull:mail:completed bull:mail:failed bull:mail:active bull:mail:delayed"))
                .isZero();
    }

    @Test
    void obeysTheButtonsOfTheDashboard() {
        add("ok", "fail", "fail", "rest");
        awaitCounts(1, 2);
        await().until(() -> redis.number("ZCARD bull:mail:delayed") == 1);
        healed = true;
        JsonNode answers = node.run("""
                const ask = await board('mail');
                const put = async (path) => (await ask(`/api/queues/mail/${path}`, 'PUT')).status;
                return [await put('fail-1/retry'), await put('rest-1/clean'), await put('retry/failed'),
                  await put('clean/completed')];
                """);
        assertThat(answers).allSatisfy(status -> assertThat(status.asInt()).isBetween(200, 204));
        await().untilAsserted(() -> assertThat(keys("rest-1*")).isEmpty());
    }
}
