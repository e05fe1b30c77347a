package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What jobs leave in Redis, and in which order they come, in states that take long to come about. */
class JobKeysIT extends OverRedis {
    private void settle(int all) {
        await().until(() -> queue.counts.settled.get() == all);
    }

    private void age(String set, String... ids) {
        for (String id : ids) {
            redis.run("ZADD bull:mail:" + set + " XX " + (System.currentTimeMillis() - 60_000) + " " + id);
        }
    }

    private List<String> jobKeys() {
        return redis.texts("KEYS bull:mail:[0-9]*");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void removesFinishedJobsThatAreTooOld(boolean asTheJobSays) {
        Keep old = Keep.forSeconds(30);
        JobOptions options = asTheJobSays
                ? JobOptions.DEFAULTS.withRemoveOnComplete(old).withRemoveOnFail(old)
                : JobOptions.DEFAULTS;
        if (!asTheJobSays) {
            reopen(new QueueFixture(redis, config -> QueueConfigs.finished(config, new FinishRules(old, old, 0))));
        }
        queue.handler = job -> Future.succeededFuture(
                Integer.parseInt(job.id()) % 2 == 0 ? new Settlement.Fail("no") : new Settlement.Complete("null"));
        queue.poll();
        queue.add(6, options);
        settle(6);
        age("completed", "1", "3");
        age("failed", "2");
        queue.add(2, options);
        settle(8);
        assertThat(redis.texts("ZRANGE bull:mail:completed 0 -1")).containsExactly("5", "7");
        assertThat(redis.texts("ZRANGE bull:mail:failed 0 -1")).containsExactly("4", "6", "8");
        assertThat(jobKeys()).hasSize(5);
    }

    @Test
    void removesNoMoreThanALimitAtOnceAndLeavesTheRestWhole() {
        queue.poll();
        queue.add(4, JobOptions.DEFAULTS);
        settle(4);
        age("completed", "1", "2", "3");
        queue.add(1, JobOptions.DEFAULTS.withRemoveOnComplete(new Keep(-1, 30, 2)));
        settle(5);
        assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(3);
        assertThat(jobKeys()).hasSize(3);
    }

    @Test
    void keepsTheLastByNumberAndByAge() {
        queue.poll();
        queue.add(5, JobOptions.DEFAULTS);
        settle(5);
        age("completed", "1", "2");
        queue.add(1, JobOptions.DEFAULTS.withRemoveOnComplete(new Keep(3, 30, 1000)));
        settle(6);
        assertThat(redis.texts("ZRANGE bull:mail:completed 0 -1")).containsExactly("4", "5", "6");
        assertThat(jobKeys()).hasSize(3);
    }

    @Test
    void keepsTheEventsAtTheirCap() {
        redis.run("HSET bull:mail:meta opts.maxLenEvents 10");
        JobUpdates updates = new JobUpdates(queue.link);
        queue.handler = job -> updates.progress(job, "1").map(told -> switch (job.attemptsStarted()) {
            case 1 -> new Settlement.Retry("at once", Duration.ZERO);
            case 2 -> new Settlement.Delay(Duration.ofMillis(1), "");
            default -> new Settlement.Complete("null");
        });
        queue.poll();
        for (int i = 0; i < 6; i++) {
            queue.add(50, JobOptions.DEFAULTS.withAttempts(3));
        }
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 300);
        // Redis removes whole blocks of a hundred; without a cap there are more than 3000.
        assertThat(redis.number("XLEN bull:mail:events")).isLessThan(1000);
    }

    @Test
    void keepsThePrioritiesWithAHighCounter() {
        redis.run("SET bull:mail:pc 4294967280");
        for (int i = 0; i < 4; i++) {
            queue.add(1, JobOptions.DEFAULTS.withPriority(2).withJobId("low-" + i));
            queue.add(1, JobOptions.DEFAULTS.withPriority(1).withJobId("high-" + i));
        }
        queue.poll();
        settle(8);
        assertThat(queue.seenIds())
                .containsExactly("high-0", "high-1", "high-2", "high-3", "low-0", "low-1", "low-2", "low-3");
    }

    @Test
    void leavesNoLockOnAJobThatIsSettled() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(80))));
        Promise<Void> gate = Promise.promise();
        queue.handler = job -> gate.future()
                .map(go -> job.id().equals("1")
                        ? new Settlement.Delay(Duration.ofMinutes(1), "")
                        : new Settlement.Complete("null"));
        queue.add(2, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> redis.number("SCARD bull:mail:stalled") == 2);
        assertThat(redis.number("EXISTS bull:mail:1:lock bull:mail:2:lock")).isEqualTo(2);
        gate.complete();
        settle(2);
        assertThat(redis.number("EXISTS bull:mail:1:lock bull:mail:2:lock bull:mail:stalled"))
                .isZero();
    }

    @Test
    void writesLargeIdsDigitByDigit() {
        redis.run("SET bull:mail:id 299999999");
        assertThat(queue.add(1, JobOptions.DEFAULTS)).containsExactly("300000000");
        assertThat(queue.add(1, JobOptions.DEFAULTS.withPriority(3))).containsExactly("300000001");
        assertThat(queue.add(1, JobOptions.DEFAULTS.withDelayMillis(10))).containsExactly("300000002");
        queue.poll();
        settle(3);
        assertThat(redis.texts("ZRANGE bull:mail:completed 0 -1"))
                .containsExactlyInAnyOrder("300000000", "300000001", "300000002");
        assertThat(jobKeys()).hasSize(3);
    }

    @Test
    void worksOnAQueueWithoutSettings() {
        queue.add(1, JobOptions.DEFAULTS);
        redis.run("DEL bull:mail:meta");
        queue.poll();
        settle(1);
        redis.run("DEL bull:mail:meta");
        queue.add(1, JobOptions.DEFAULTS);
        settle(2);
    }

    @Test
    void retriesAJobBehindThoseThatAreDue() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> job.id().equals("1") && job.attemptsStarted() == 1
                ? gate.future()
                : Future.succeededFuture(new Settlement.Complete("null"));
        queue.add(1, JobOptions.DEFAULTS.withAttempts(2));
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        queue.capacity = 0;
        long before = System.currentTimeMillis();
        queue.add(1, JobOptions.DEFAULTS.withDelayMillis(5));
        await().until(() -> System.currentTimeMillis() > before + 100);
        gate.complete(new Settlement.Retry("not yet", Duration.ZERO));
        settle(1);
        queue.capacity = 1;
        settle(3);
        assertThat(queue.seenIds()).containsExactly("1", "2", "1");
    }

    @Test
    void refusesToDeduplicateAFlow() {
        NewJob parent =
                new NewJob("p", Buffer.buffer("{}"), JobOptions.DEFAULTS.withDeduplication(Deduplication.simple("d")));
        FlowJob child = new FlowJob(QUEUE, new NewJob("c", Buffer.buffer("{}")), List.of());
        Future<AddedFlow> added =
                new FlowProducer(queue.setup, queue.link).add(new FlowJob(QUEUE, parent, List.of(child)));
        await().until(added::isComplete);
        assertThat(added.cause()).hasMessageContaining("deduplication can't be used with children");
        assertThat(redis.texts("KEYS *")).isEmpty();
    }
}
