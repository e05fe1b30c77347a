package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The rules that a worker brings itself, and what a handler can ask for besides an end of the job. */
class WorkerRulesIT extends OverRedis {
    @Test
    void keepsItsOwnRateLimit() {
        reopen(new QueueFixture(
                redis, config -> QueueConfigs.limited(config, new RateLimit(3, Duration.ofMillis(300)))));
        long start = System.currentTimeMillis();
        queue.add(7, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 7);
        assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(600);
    }

    @Test
    void restsWhenAJobFindsTheLimitReached() {
        queue.handler = job -> Future.succeededFuture(
                job.attemptsStarted() == 1
                        ? new Settlement.Limit(Duration.ofMillis(300))
                        : new Settlement.Complete("null"));
        long start = System.currentTimeMillis();
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> redis.number("PTTL bull:mail:limiter") > 0);
        assertThat(redis.text("GET bull:mail:limiter")).isEqualTo("9007199254740991");
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 1);
        assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(300);
        assertThat(redis.text("HGET bull:mail:1 atm")).isEqualTo("1");
    }

    @Test
    void failsAJobThatWasStartedTooOften() {
        reopen(new QueueFixture(
                redis,
                config -> QueueConfigs.locks(
                        config, new LockRules(Duration.ofSeconds(30), Duration.ofSeconds(30), 1, 2))));
        queue.handler = job -> Future.succeededFuture(new Settlement.Delay(Duration.ofMillis(1), ""));
        queue.add(1, JobOptions.DEFAULTS.withAttempts(9));
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:failed") == 1);
        assertThat(redis.text("HGET bull:mail:1 failedReason")).isEqualTo("job started more than allowable limit");
        assertThat(queue.seen).hasSize(2);
    }

    @Test
    void retriesNoMoreAfterTheLastStart() {
        reopen(new QueueFixture(
                redis,
                config -> QueueConfigs.locks(
                        config, new LockRules(Duration.ofSeconds(30), Duration.ofSeconds(30), 1, 2))));
        queue.handler = job -> Future.succeededFuture(Settlement.failed(job, "no luck"));
        queue.add(1, JobOptions.DEFAULTS.withAttempts(9));
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:failed") == 1);
        assertThat(redis.text("HGET bull:mail:1 failedReason")).isEqualTo("no luck");
        assertThat(queue.seen).hasSize(2);
    }

    @Test
    void keepsFinishedJobsByItsOwnRule() {
        reopen(new QueueFixture(
                redis, config -> QueueConfigs.finished(config, new FinishRules(Keep.last(2), Keep.NONE, 0))));
        queue.handler = job -> Future.succeededFuture(
                job.id().equals("1") ? new Settlement.Fail("bad") : new Settlement.Complete("null"));
        queue.add(5, JobOptions.DEFAULTS);
        queue.add(1, JobOptions.DEFAULTS.withRemoveOnComplete(Keep.NONE));
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 6);
        assertThat(redis.text("ZRANGE bull:mail:completed 0 -1")).contains("4", "5");
        assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(2);
        assertThat(redis.number("EXISTS bull:mail:1 bull:mail:2 bull:mail:6")).isZero();
    }

    @Test
    void countsFinishedJobsByTheMinute() {
        reopen(new QueueFixture(
                redis, config -> QueueConfigs.finished(config, new FinishRules(Keep.ALL, Keep.ALL, 10))));
        redis.run("HSET bull:mail:metrics:completed count 7 prevCount 4 prevTS "
                + (System.currentTimeMillis() - Duration.ofMinutes(3).toMillis()));
        queue.handler = job -> Future.succeededFuture(
                job.id().equals("1") ? new Settlement.Fail("bad") : new Settlement.Complete("null"));
        queue.add(4, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 4);
        assertThat(redis.text("HGET bull:mail:metrics:completed count")).isEqualTo("10");
        assertThat(redis.text("HGET bull:mail:metrics:failed count")).isEqualTo("1");
        assertThat(redis.text("LINDEX bull:mail:metrics:completed:data -1")).isEqualTo("3");
        assertThat(redis.number("LLEN bull:mail:metrics:completed:data")).isBetween(3L, 4L);
    }

    @Test
    void waitsForChildrenThatTheJobMadeItself() {
        AtomicInteger turns = new AtomicInteger();
        queue.handler = job -> {
            if (job.id().equals("1") && turns.incrementAndGet() == 1) {
                Request parent = Request.cmd(Command.HSET, "bull:mail:2", "parentKey", "bull:mail:1");
                Request child = Request.cmd(Command.SADD, "bull:mail:1:dependencies", "bull:mail:2");
                return Future.all(queue.link.send(parent), queue.link.send(child))
                        .map(added -> new Settlement.AwaitChildren());
            }
            return Future.succeededFuture(new Settlement.Complete("\"" + job.id() + "\""));
        };
        queue.capacity = 1;
        queue.add(2, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 2);
        assertThat(queue.seenIds()).containsExactly("1", "2", "1");
        assertThat(redis.text("HGET bull:mail:1:processed bull:mail:2")).isEqualTo("\"2\"");
        assertThat(redis.text("HGET bull:mail:1 atm")).isEqualTo("1");
    }

    @Test
    void goesOnAtOnceWhenNoChildIsPending() {
        AtomicInteger turns = new AtomicInteger();
        queue.handler = job -> Future.succeededFuture(
                turns.incrementAndGet() == 1 ? new Settlement.AwaitChildren() : new Settlement.Complete("null"));
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 1);
        assertThat(redis.text("HGET bull:mail:1 ats")).isEqualTo("1");
        assertThat(turns).hasValue(2);
    }

    @Test
    void writesToAJobWhileItIsWorkedOn() {
        JobUpdates updates = new JobUpdates(queue.link);
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        Job job = queue.seen.element();
        await(updates.progress(job, "{\"p\":50}"));
        await(updates.progress(job, "half way"));
        await(updates.data(job, "{\"step\":2}"));
        assertThat(await(updates.log(job, "one"))).isEqualTo(1);
        redis.run("HSET", "bull:mail:1", "opts", "{\"kl\":2}");
        await(updates.log(job, "two"));
        assertThat(await(updates.log(job, "three"))).isEqualTo(2);
        assertThat(redis.text("HGET bull:mail:1 progress")).isEqualTo("\"half way\"");
        assertThat(redis.text("HGET bull:mail:1 data")).isEqualTo("{\"step\":2}");
        assertThat(redis.text("LRANGE bull:mail:1:logs 0 -1"))
                .contains("two", "three")
                .doesNotContain("one");
        redis.run("DEL bull:mail:1");
        assertThatThrownBy(() -> await(updates.progress(job, "1"))).hasMessageContaining("job 1 is gone");
        gate.complete(new Settlement.Release());
        await().until(() -> queue.counts.lost.get() == 1);
        assertThat(redis.number("EXISTS bull:" + QUEUE + ":1")).isZero();
    }
}
