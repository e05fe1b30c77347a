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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs whose worker is gone: how often they come back, and what is told when they are given up. */
class StalledRulesIT extends OverRedis {
    private static final String GIVEN_UP = "job stalled more than allowable limit";

    @BeforeEach
    void checkOften() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(80))));
    }

    /** Lets a waiting job look as if its worker had died, after it was lost so often before. */
    private void lose(String id, int stalls) {
        redis.run("LREM bull:mail:wait 1 " + id);
        redis.run("LPUSH bull:mail:active " + id);
        redis.run("HSET bull:mail:" + id + " stc " + stalls);
    }

    @Test
    void countsTheStallsOfAJob() {
        reopen(new QueueFixture(
                redis,
                config -> QueueConfigs.locks(
                        QueueConfigs.drained(config, Duration.ofMillis(100)),
                        new LockRules(Duration.ofSeconds(30), Duration.ofMillis(80), 2, 0))));
        queue.handler = job -> queue.link
                .send(Request.cmd(Command.DEL, "bull:mail:" + job.id() + ":lock"))
                .compose(deleted -> Future.future(never -> {}));
        queue.add(1, JobOptions.DEFAULTS.withAttempts(9));
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:failed") == 1);
        assertThat(queue.seen).hasSize(3);
        assertThat(redis.texts("HMGET bull:mail:1 failedReason stc")).containsExactly(GIVEN_UP, "3");
        queue.handler = job -> Future.succeededFuture(new Settlement.Complete("null"));
        await(queue.producer.retry(QUEUE, "1", Redrive.FAILED));
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 1);
        assertThat(redis.text("HGET bull:mail:1 stc")).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({
        "FAIL_PARENT,     failed,    0",
        "CONTINUE_PARENT, completed, 1",
        "IGNORE,          completed, 1",
        "REMOVE,          completed, 0"
    })
    void failsAStalledChildByItsRule(ChildFailure rule, String parentEnds, int reasons) {
        NewJob parent = new NewJob("p", Buffer.buffer("{}"), JobOptions.DEFAULTS.withJobId("parent"));
        NewJob child = new NewJob(
                "c", Buffer.buffer("{}"), JobOptions.DEFAULTS.withJobId("child").withChildFailure(rule));
        await(new FlowProducer(queue.setup, queue.link)
                .add(new FlowJob(QUEUE, parent, List.of(new FlowJob(QUEUE, child)))));
        lose("child", 1);
        queue.poll();
        await().until(() ->
                redis.texts("ZRANGE bull:mail:" + parentEnds + " 0 -1").contains("parent"));
        assertThat(redis.text("HGET bull:mail:child failedReason")).isEqualTo(GIVEN_UP);
        assertThat(redis.texts("HVALS bull:mail:parent:failed"))
                .hasSize(reasons)
                .allMatch(GIVEN_UP::equals);
        assertThat(queue.seenIds()).isEqualTo(parentEnds.equals("failed") ? List.of() : List.of("parent"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "2, 0, 2", "-1, 0, 3", "2, 60, 2"})
    void keepsStalledFailuresAsTheirJobsSay(long count, long ageSeconds, int left) {
        queue.add(3, JobOptions.DEFAULTS.withRemoveOnFail(new Keep(count, ageSeconds, 1000)));
        for (String id : List.of("1", "2", "3")) {
            lose(id, 1);
        }
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 3);
        assertThat(redis.number("ZCARD bull:mail:failed")).isEqualTo(left);
        assertThat(redis.texts("KEYS bull:mail:[123]*")).hasSize(left);
    }

    @Test
    void leavesLongJobsAlone() {
        reopen(new QueueFixture(
                redis,
                config -> QueueConfigs.locks(
                        config, new LockRules(Duration.ofMillis(300), Duration.ofMillis(80), 1, 0))));
        queue.handler = job ->
                Future.future(slow -> queue.vertx.setTimer(900, due -> slow.complete(new Settlement.Complete("null"))));
        queue.add(5, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 5);
        assertThat(queue.counts.stalled).hasValue(0);
        assertThat(queue.seen).hasSize(5);
    }

    @Test
    void takesStalledJobsFirstWithinTheQueuesConcurrency() {
        redis.run("HSET bull:mail:meta concurrency 1");
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        queue.handler = job -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            return Future.future(slow -> queue.vertx.setTimer(10, due -> {
                now.decrementAndGet();
                slow.complete(new Settlement.Complete("null"));
            }));
        };
        queue.add(4, JobOptions.DEFAULTS);
        lose("3", 0);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 4);
        assertThat(queue.seenIds()).containsExactly("3", "1", "2", "4");
        assertThat(most).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"1000, true, 2", "5000, true, 1", "0, false, 1"})
    void givesUpTheJobOfAScheduleOnlyAfterTheSchedule(long next, boolean workedOn, int iterations) {
        String id = "repeat:s:1000";
        redis.run("HSET", "bull:mail:" + id, "name", "n", "data", "{}", "opts", "{\"repeat\":{\"every\":3600000}}");
        redis.run("HSET bull:mail:" + id + " timestamp 1 delay 0 priority 0 rjk s");
        lose(id, 7);
        if (next > 0) {
            redis.run("HSET bull:mail:repeat:s name n ic 1");
            redis.run("ZADD bull:mail:repeat " + next + " s");
        }
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(queue.seenIds()).isEqualTo(workedOn ? List.of(id) : List.of());
        assertThat(redis.texts("ZRANGE bull:mail:failed 0 -1")).isEqualTo(workedOn ? List.of() : List.of(id));
        assertThat(redis.number("ZCARD bull:mail:delayed")).isEqualTo(iterations - 1);
        if (next > 0) {
            assertThat(redis.number("HGET bull:mail:repeat:s ic")).isEqualTo(iterations);
        }
    }
}
