package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rules of the protocol that need a queue in a state that producers alone don't bring about. */
class QueueRulesIT extends OverRedis {
    @Test
    void givesUpAJobWhoseLockIsGone() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(2, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 2);
        redis.run("DEL bull:mail:1:lock");
        redis.run("SET bull:mail:2:lock other");
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> queue.counts.lost.get() == 2);
        assertThat(redis.number("ZCARD bull:mail:completed")).isZero();
        assertThat(redis.number("LLEN bull:mail:active")).isEqualTo(2);
        assertThat(redis.text("GET bull:mail:2:lock")).isEqualTo("other");
    }

    @Test
    void findsTheJobsOfAClaimWhoseAnswerWasLost() {
        queue.add(3, JobOptions.DEFAULTS);
        List<Object> claim = List.of(System.currentTimeMillis(), 30_000, "lost:1", 2, "");
        await(queue.link.run(Script.CLAIM, QUEUE, claim));
        List<Claim> found = new ClaimReader(QUEUE)
                .readLost(
                        await(queue.link.run(Script.RECOVER, QUEUE, List.of(30_000, "lost:0", "lost:1"))),
                        List.of("lost:0", "lost:1"),
                        0);
        assertThat(found).extracting(each -> each.job.id()).containsExactlyInAnyOrder("1", "2");
        assertThat(found).extracting(each -> each.job.token()).containsOnly("lost:1");
        assertThat(found.get(0).job.attemptsStarted()).isEqualTo(1);
    }

    @Test
    void obeysTheQueuesOwnConcurrency() {
        redis.run("HSET bull:mail:meta concurrency 2");
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        queue.handler = job -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return Future.future(slow -> queue.vertx.setTimer(20, due -> {
                now.decrementAndGet();
                slow.complete(new Settlement.Complete("null"));
            }));
        };
        queue.add(10, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 10);
        assertThat(most).hasValue(2);
    }

    @Test
    void obeysTheQueuesOwnRateLimit() {
        redis.run("HSET bull:mail:meta max 3 duration 300");
        long start = System.currentTimeMillis();
        queue.add(7, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() >= 3);
        await().until(() -> queue.seen.size() == 7);
        assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(600);
    }

    @Test
    void failsAJobWithADeferredFailureWithoutWorkingOnIt() {
        queue.add(1, JobOptions.DEFAULTS.withAttempts(5));
        redis.run("HSET", "bull:mail:1", "defa", "given up elsewhere");
        queue.poll();
        await().untilAsserted(
                        () -> assertThat(redis.number("ZCARD bull:mail:failed")).isEqualTo(1));
        assertThat(redis.texts("HMGET bull:mail:1 failedReason defa")).containsExactly("given up elsewhere", "null");
        assertThat(queue.seen).isEmpty();
    }

    @Test
    void aHandlerMaySayOtherwiseAboutAJobThatShouldFail() {
        queue.handler = new JobHandler() {
            @Override
            public Future<Settlement> handle(Job job) {
                return Future.failedFuture("worked on");
            }

            @Override
            public Future<Settlement> handleLost(Job job, String reason) {
                return Future.succeededFuture(new Settlement.Complete("\"" + reason + "\""));
            }
        };
        queue.add(1, JobOptions.DEFAULTS);
        redis.run("HSET", "bull:mail:1", "defa", "given up elsewhere");
        queue.poll();
        await().untilAsserted(() ->
                assertThat(redis.text("HGET bull:mail:1 returnvalue")).isEqualTo("\"given up elsewhere\""));
    }

    @Test
    void failsAJobThatWasLostTooOften() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(150))));
        queue.add(1, JobOptions.DEFAULTS);
        redis.run("HSET bull:mail:1 stc 1");
        redis.run("LMOVE bull:mail:wait bull:mail:active RIGHT LEFT");
        queue.poll();
        await().untilAsserted(() -> assertThat(redis.text("HGET bull:mail:1 failedReason"))
                .isEqualTo("job stalled more than allowable limit"));
        assertThat(queue.seen).isEmpty();
    }

    @Test
    void dropsIdsWithoutAJob() {
        redis.run("LPUSH bull:mail:wait ghost");
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(queue.seenIds()).containsExactly("1");
        assertThat(redis.number("EXISTS bull:mail:ghost")).isZero();
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
    }

    @Test
    void renewsTheLocksOfLongJobs() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.locked(config, Duration.ofMillis(300))));
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        await().during(Duration.ofMillis(900)).until(() -> redis.number("EXISTS bull:mail:1:lock") == 1);
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(queue.counts.lost).hasValue(0);
    }

    @Test
    void servesAQuietQueueBesideASaturatedOne() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.queues(config, Map.of(QUEUE, 1, "urgent", 10))));
        queue.capacity = 50;
        queue.handler = job -> Future.future(slow -> queue.vertx.setTimer(
                job.queue().equals(QUEUE) ? 5 : 1, due -> slow.complete(new Settlement.Complete("null"))));
        queue.add(20_000, JobOptions.DEFAULTS.withRemoveOnComplete(Keep.NONE));
        queue.poll();
        await().until(() -> queue.counts.settled.get() > 500);
        long start = System.nanoTime();
        await(queue.producer.add("urgent", new NewJob("reset", Buffer.buffer("{}"))));
        await().pollInterval(Duration.ofMillis(2)).until(() -> redis.number("ZCARD bull:urgent:completed") == 1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(redis.number("LLEN bull:mail:wait")).isPositive();
    }

    @Test
    void startsWithoutRedisAndWorksWhenItComes() {
        queue.add(1, JobOptions.DEFAULTS);
        redis.stop();
        QueueFixture early = new QueueFixture(redis);
        try {
            early.poll();
            assertThat(early.link.isUp()).isFalse();
            redis.start();
            await().until(() -> early.counts.settled.get() == 1);
        } finally {
            early.close();
        }
    }

    @Test
    void keepsTheRestForTheNextWorkerWhenTheDrainLimitIsOver() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.drained(config, Duration.ofMillis(100))));
        queue.handler = job -> job.id().equals("1")
                ? Future.future(never -> {})
                : Future.succeededFuture(new Settlement.Complete("null"));
        queue.add(2, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 2);
        queue.undeploy();
        assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(1);
        assertThat(redis.texts("LRANGE bull:mail:active 0 -1")).containsExactly("1");
    }
}
