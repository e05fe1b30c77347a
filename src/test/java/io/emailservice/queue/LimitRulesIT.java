package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rate limits and the queue's own concurrency, with all that can happen under them. */
class LimitRulesIT extends OverRedis {
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private void limit(int max, int millis) {
        reopen(new QueueFixture(
                redis, config -> QueueConfigs.limited(config, new RateLimit(max, Duration.ofMillis(millis)))));
    }

    private Future<Settlement> briefly(Settlement settlement) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        return Future.future(slow -> queue.vertx.setTimer(10, due -> {
            now.decrementAndGet();
            slow.complete(settlement);
        }));
    }

    private static Future<Settlement> done() {
        return Future.succeededFuture(new Settlement.Complete("null"));
    }

    @Test
    void keepsBothBounds() {
        limit(4, 300);
        redis.run("HSET bull:mail:meta concurrency 2");
        queue.handler = job -> briefly(new Settlement.Complete("null"));
        long start = System.currentTimeMillis();
        queue.add(9, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 9);
        assertThat(most).hasValue(2);
        assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(600);
    }

    @Test
    void makesRoomWhenAJobAwaitsItsChildren() {
        redis.run("HSET bull:mail:meta concurrency 1");
        queue.handler = job -> job.id().equals("1") && job.attemptsStarted() == 1
                ? Future.all(
                                queue.link.send(Request.cmd(Command.HSET, "bull:mail:3", "parentKey", "bull:mail:1")),
                                queue.link.send(Request.cmd(Command.SADD, "bull:mail:1:dependencies", "bull:mail:3")))
                        .map(added -> new Settlement.AwaitChildren())
                : done();
        queue.add(3, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 3);
        assertThat(queue.seenIds()).containsExactly("1", "2", "3", "1");
    }

    @Test
    void getsThroughFailuresWithinTheQueuesConcurrency() {
        redis.run("HSET bull:mail:meta concurrency 2");
        queue.handler = job -> briefly(
                job.attemptsStarted() == 1 ? Settlement.failed(job, "not yet") : new Settlement.Complete("null"));
        queue.add(10, JobOptions.DEFAULTS.withAttempts(2));
        queue.add(10, JobOptions.DEFAULTS.withAttempts(2).withBackoff(Backoff.fixed(30)));
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 20);
        assertThat(most).hasValue(2);
    }

    @Test
    void givesThePlaceOfARemovedJobAway() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(80))));
        redis.run("HSET bull:mail:meta concurrency 1");
        queue.add(3, JobOptions.DEFAULTS);
        redis.run("LMOVE bull:mail:wait bull:mail:active RIGHT LEFT");
        redis.run("DEL bull:mail:1");
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 2);
        assertThat(queue.seenIds()).containsExactly("2", "3");
    }

    @Test
    void leavesLimitedJobsWhereTheyAreAndStopsAtOnce() {
        limit(1, 20_000);
        queue.add(3, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        await().during(Duration.ofMillis(200)).until(() -> redis.number("LLEN bull:mail:wait") == 2);
        assertThat(redis.number("ZCARD bull:mail:delayed")).isZero();
        long start = System.nanoTime();
        queue.undeploy();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void goesOnWhenTheLimitIsTakenAway() {
        redis.run("HSET bull:mail:meta max 1 duration 400");
        queue.add(30, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        redis.run("HDEL bull:mail:meta max duration");
        await().atMost(Duration.ofSeconds(3)).until(() -> queue.counts.settled.get() == 30);
    }

    @Test
    void countsStartsNotEnds() {
        reopen(new QueueFixture(
                redis,
                config -> QueueConfigs.limited(
                        QueueConfigs.drained(config, Duration.ofMillis(100)),
                        new RateLimit(2, Duration.ofMillis(200)))));
        queue.handler = job -> Integer.parseInt(job.id()) <= 2 ? Future.future(never -> {}) : done();
        queue.add(6, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 4);
    }

    @Test
    void putsALimitedJobBackIntoAPausedQueue() {
        queue.handler = job -> job.attemptsStarted() == 1
                ? queue.link
                        .send(Request.cmd(Command.HSET, "bull:mail:meta", "paused", "1", "version", "bullmq:6.7.0"))
                        .map(paused -> new Settlement.Limit(Duration.ofMillis(100)))
                : done();
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        await().during(Duration.ofMillis(300)).until(() -> queue.seen.size() == 1);
        assertThat(redis.texts("LRANGE bull:mail:wait 0 -1")).containsExactly("1");
        redis.run("HDEL bull:mail:meta paused");
        redis.run("ZADD bull:mail:marker 0 0");
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 1);
    }

    @Test
    void limitsEachQueueByItself() {
        reopen(new QueueFixture(
                redis,
                config -> QueueConfigs.limited(
                        QueueConfigs.queues(config, Map.of(QUEUE, 1, "post", 1)),
                        new RateLimit(1, Duration.ofSeconds(20)))));
        NewJob parent = new NewJob("p", Buffer.buffer("{}"));
        List<FlowJob> children = java.util.stream.IntStream.range(0, 12)
                .mapToObj(i -> new FlowJob(i < 2 ? QUEUE : "post", new NewJob("c", Buffer.buffer("{}"))))
                .toList();
        await(new FlowProducer(queue.setup, queue.link).add(new FlowJob("post", parent, children)));
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:post:completed") == 10);
        assertThat(redis.number("ZCARD bull:mail:completed")).isLessThanOrEqualTo(1);
        assertThat(redis.number("ZCARD bull:post:waiting-children")).isEqualTo(1);
    }

    @Test
    void keepsPrioritiesUnderALimit() {
        limit(2, 100);
        queue.handler = job -> job.id().equals("one-a") && job.attemptsStarted() == 1
                ? Future.succeededFuture(new Settlement.Limit(Duration.ofMillis(150)))
                : done();
        for (String id : List.of("three", "one-a", "two", "one-b")) {
            int priority = List.of("", "one", "two", "three").indexOf(id.replaceAll("-.*", ""));
            queue.add(1, JobOptions.DEFAULTS.withPriority(priority).withJobId(id));
        }
        queue.capacity = 1;
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 4);
        List<String> starts = queue.seenIds();
        assertThat(starts.get(0)).isEqualTo("one-a");
        assertThat(starts.stream().skip(1).filter(id -> !id.equals("one-b"))).containsExactly("one-a", "two", "three");
        assertThat(starts.indexOf("one-b")).isLessThan(starts.indexOf("two"));
    }

    @Test
    void takesDelayedJobsWhenTheLimitIsOver() {
        limit(1, 400);
        queue.add(1, JobOptions.DEFAULTS.withJobId("first"));
        queue.add(1, JobOptions.DEFAULTS.withJobId("late").withDelayMillis(100));
        queue.poll();
        await().atMost(Duration.ofSeconds(4)).until(() -> queue.seenIds().equals(List.of("first", "late")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void takesTheWholeLimitAtOnceAndNoMore(int max) {
        limit(max, 700);
        queue.add(12, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == max);
        await().during(Duration.ofMillis(300)).until(() -> queue.seen.size() == max);
        await().until(() -> queue.seen.size() == max * 2);
    }
}
