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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobPollerIT extends OverRedis {
    @Test
    void completesJobsInTheirOrder() {
        List<String> ids = queue.add(250, JobOptions.DEFAULTS);
        queue.poll();
        await().untilAsserted(() ->
                assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(250));
        assertThat(queue.seenIds()).isEqualTo(ids);
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(redis.texts("KEYS bull:mail:*:lock")).isEmpty();
        assertThat(redis.text("HGET bull:mail:1 returnvalue")).isEqualTo("null");
        assertThat(redis.texts("HMGET bull:mail:1 atm ats")).containsExactly("1", "1");
        assertThat(queue.counts.settled).hasValue(250);
    }

    @Test
    void servesPlainJobsBeforePrioritisedOnesAndThoseByPriority() {
        queue.add(1, JobOptions.DEFAULTS.withPriority(5).withJobId("five"));
        queue.add(1, JobOptions.DEFAULTS.withPriority(1).withJobId("one-a"));
        queue.add(1, JobOptions.DEFAULTS.withPriority(1).withJobId("one-b"));
        queue.add(1, JobOptions.DEFAULTS.withJobId("plain"));
        queue.add(1, JobOptions.DEFAULTS.withLifo(true).withJobId("front"));
        queue.poll();
        await().untilAsserted(
                        () -> assertThat(queue.seenIds()).containsExactly("front", "plain", "one-a", "one-b", "five"));
    }

    @Test
    void wakesUpForNewAndForDelayedJobs() {
        queue.poll();
        queue.add(1, JobOptions.DEFAULTS.withJobId("first"));
        await().until(() -> queue.seenIds().contains("first"));
        long added = System.currentTimeMillis();
        queue.add(1, JobOptions.DEFAULTS.withJobId("late").withDelayMillis(300));
        await().atMost(Duration.ofSeconds(2)).until(() -> queue.seenIds().contains("late"));
        assertThat(System.currentTimeMillis() - added).isBetween(295L, 1500L);
    }

    @Test
    void retriesWithBackoffThenFailsWithTheReason() {
        queue.handler = job -> job.isLastAttempt()
                ? Future.succeededFuture(new Settlement.Fail("no more"))
                : Future.succeededFuture(new Settlement.Retry("try " + job.attemptsStarted(), null));
        queue.add(1, JobOptions.DEFAULTS.withAttempts(3).withBackoff(Backoff.fixed(20)));
        queue.poll();
        await().untilAsserted(
                        () -> assertThat(redis.number("ZCARD bull:mail:failed")).isEqualTo(1));
        assertThat(redis.texts("HMGET bull:mail:1 atm ats failedReason stacktrace"))
                .containsExactly("3", "3", "no more", "[\"try 1\",\"try 2\",\"no more\"]");
        assertThat(redis.run("XRANGE bull:mail:events - +").toString()).contains("retries-exhausted");
    }

    @Test
    void delaysWithoutCountingAnAttempt() {
        queue.handler = job -> Future.succeededFuture(
                job.attemptsStarted() == 1
                        ? new Settlement.Delay(Duration.ofMillis(50), "throttled")
                        : new Settlement.Complete("{\"ok\":true}"));
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().untilAsserted(() ->
                assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(1));
        assertThat(redis.texts("HMGET bull:mail:1 atm ats delay")).containsExactly("1", "2", "0");
    }

    @Test
    void treatsABrokenHandlerAsARetriableFailure() {
        AtomicInteger calls = new AtomicInteger();
        queue.handler = job -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("bug");
            }
            return Future.failedFuture("still a bug");
        };
        queue.add(1, JobOptions.DEFAULTS.withAttempts(2));
        queue.poll();
        await().untilAsserted(() ->
                assertThat(redis.text("HGET bull:mail:1 failedReason")).isEqualTo("still a bug"));
        assertThat(redis.number("ZCARD bull:mail:failed")).isEqualTo(1);
    }

    @Test
    void storesAReturnValueThatIsNotJsonAsAJsonText() {
        queue.handler = job -> Future.succeededFuture(new Settlement.Complete("oops {"));
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().untilAsserted(() ->
                assertThat(redis.text("HGET bull:mail:1 returnvalue")).isEqualTo("\"oops {\""));
    }

    @Test
    void keepsFinishedJobsAsAsked() {
        queue.add(5, JobOptions.DEFAULTS.withRemoveOnComplete(Keep.NONE));
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 5);
        assertThat(redis.texts("KEYS bull:mail:[1-9]*")).isEmpty();
        queue.add(7, JobOptions.DEFAULTS.withRemoveOnComplete(Keep.last(3)));
        await().until(() -> queue.counts.settled.get() == 12);
        assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(3);
        assertThat(redis.texts("KEYS bull:mail:[1-9]*")).hasSize(3);
    }

    @Test
    void claimsNothingWhileThereIsNoCapacity() {
        queue.capacity = 0;
        queue.poll();
        queue.add(3, JobOptions.DEFAULTS);
        await().during(Duration.ofMillis(200)).until(() -> queue.seen.isEmpty());
        assertThat(redis.number("LLEN bull:mail:wait")).isEqualTo(3);
        queue.capacity = 2;
        await().until(() -> queue.seen.size() == 3);
    }

    @Test
    void drainsBeforeItStops() {
        Promise<Settlement> slow = Promise.promise();
        queue.handler = job -> slow.future();
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        queue.vertx.setTimer(150, due -> slow.complete(new Settlement.Complete("1")));
        queue.undeploy();
        assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(1);
        queue.add(1, JobOptions.DEFAULTS);
        assertThat(redis.number("LLEN bull:mail:wait")).isEqualTo(1);
    }

    @Test
    void releasesJobsToTheFrontInTheirOrder() {
        queue.handler = job -> Future.succeededFuture(
                job.attemptsStarted() == 1 ? new Settlement.Release() : new Settlement.Complete("null"));
        List<String> ids = queue.add(20, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 40);
        assertThat(queue.seenIds().subList(20, 40)).isEqualTo(ids);
        assertThat(redis.texts("HMGET bull:mail:1 atm ats")).containsExactly("1", "2");
    }

    @Test
    void keepsWorkThroughARestartOfRedis() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(50, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 50);
        redis.stop();
        gate.complete(new Settlement.Complete("\"kept\""));
        await().until(() -> !queue.link.isUp());
        redis.start();
        await().untilAsserted(() ->
                assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(50));
        queue.add(10, JobOptions.DEFAULTS);
        await().untilAsserted(() ->
                assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(60));
        assertThat(queue.seen).hasSize(60);
        assertThat(queue.counts.lost).hasValue(0);
        assertThat(queue.counts.settled).hasValue(60);
        assertThat(queue.counts.reconnects).hasValue(1);
    }

    @Test
    void countsTheJobsOfAQueue() {
        queue.add(3, JobOptions.DEFAULTS);
        queue.add(1, JobOptions.DEFAULTS.withDelayMillis(60_000));
        queue.add(2, JobOptions.DEFAULTS.withPriority(3));
        QueueDepth depth = await(new DepthReader(queue.setup, queue.link).read(QUEUE));
        assertThat(depth.waiting()).isEqualTo(3);
        assertThat(depth.prioritized()).isEqualTo(2);
        assertThat(depth.delayed()).isEqualTo(1);
        assertThat(depth.oldestWaitingMillis()).isBetween(0L, 20_000L);
    }

    @Test
    void refusesJobsThatBullmqWouldRefuse() {
        NewJob numbered = new NewJob("n", Buffer.buffer("1"), JobOptions.DEFAULTS.withJobId("17"));
        assertThat(queue.producer.add(QUEUE, numbered).failed()).isTrue();
    }
}
