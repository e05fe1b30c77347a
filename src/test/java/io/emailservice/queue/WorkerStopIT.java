package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a stop does with a job in hand, whatever becomes of it. */
class WorkerStopIT extends OverRedis {
    private Promise<Settlement> gate;

    @BeforeEach
    void hold() {
        gate = Promise.promise();
    }

    /** Begins a job, lets it end so much later, and stops meanwhile. */
    private void stopWhile(Settlement settlement, int millis) {
        queue.handler = job -> gate.future();
        queue.add(1, JobOptions.DEFAULTS.withAttempts(3));
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        queue.vertx.setTimer(millis, due -> gate.complete(settlement));
        queue.undeploy();
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(redis.number("EXISTS bull:mail:1:lock")).isZero();
    }

    @Test
    void settlesAFailure() {
        stopWhile(new Settlement.Fail("no luck"), 100);
        assertThat(redis.texts("ZRANGE bull:mail:failed 0 -1")).containsExactly("1");
        assertThat(redis.text("HGET bull:mail:1 failedReason")).isEqualTo("no luck");
    }

    @Test
    void leavesAnotherAttemptToTheNextWorker() {
        stopWhile(new Settlement.Retry("not yet", null), 100);
        assertThat(redis.texts("LRANGE bull:mail:wait 0 -1")).containsExactly("1");
        assertThat(queue.seen).hasSize(1);
    }

    @Test
    void putsAJobOff() {
        stopWhile(new Settlement.Delay(Duration.ofMinutes(1), ""), 100);
        assertThat(redis.texts("ZRANGE bull:mail:delayed 0 -1")).containsExactly("1");
    }

    @Test
    void putsAJobOffWithoutRoomForOthers() {
        queue.capacity = 1;
        queue.vertx.setTimer(50, due -> queue.capacity = 0);
        stopWhile(new Settlement.Delay(Duration.ofMinutes(1), ""), 200);
        assertThat(redis.texts("ZRANGE bull:mail:delayed 0 -1")).containsExactly("1");
    }

    @Test
    void renewsLocksUntilTheLastJobIsSettled() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.locked(config, Duration.ofMillis(300))));
        stopWhile(new Settlement.Complete("null"), 900);
        assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(1);
        assertThat(queue.counts.lost).hasValue(0);
    }

    @Test
    void endsInItsTimeWithoutRedis() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.drained(config, Duration.ofMillis(300))));
        queue.poll();
        redis.stop();
        try {
            await().until(() -> !queue.link.isUp());
            long start = System.nanoTime();
            queue.undeploy();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        } finally {
            redis.start();
        }
    }
}
