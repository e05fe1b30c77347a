package io.emailservice.queue;

import static io.emailservice.queue.JobRevival.Found.ALIVE;
import static io.emailservice.queue.JobRevival.Found.MISSING;
import static io.emailservice.queue.JobRevival.Found.REVIVED;
import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestRedis;
import io.vertx.core.Future;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobRevivalIT {
    private static TestRedis redis;
    private static QueueFixture fixture;
    private static JobRevival revival;

    @BeforeAll
    static void start() {
        redis = new TestRedis();
        fixture = new QueueFixture(redis);
        revival = new JobRevival(fixture.link);
        Awaitility.await().until(fixture.link::isUp);
    }

    @AfterAll
    static void stop() {
        fixture.close();
        redis.close();
    }

    @BeforeEach
    void clear() {
        fixture.undeploy();
        redis.clear();
        fixture.seen.clear();
        fixture.handler = job -> Future.succeededFuture(new Settlement.Complete("null"));
    }

    @Test
    void leavesJobsAloneThatComeByThemselves() {
        String waiting = fixture.add(1, JobOptions.DEFAULTS).get(0);
        String resting =
                fixture.add(1, JobOptions.DEFAULTS.withDelayMillis(60_000)).get(0);
        String special = fixture.add(1, JobOptions.DEFAULTS.withPriority(3)).get(0);

        assertThat(await(revival.revive(QUEUE, List.of(waiting, resting, special))))
                .containsExactly(ALIVE, ALIVE, ALIVE);
        assertThat(redis.text("LRANGE bull:mail:wait 0 -1")).isEqualTo("[" + waiting + "]");
    }

    @Test
    void saysWhichJobsAreMissing() {
        String known = fixture.add(1, JobOptions.DEFAULTS).get(0);

        assertThat(await(revival.revive(QUEUE, List.of("nobody", known)))).containsExactly(MISSING, ALIVE);
    }

    @Test
    void bringsFinishedJobsBackOnce() {
        String completed = fixture.add(1, JobOptions.DEFAULTS).get(0);
        finish(completed, "completed");
        fixture.handler = job -> Future.succeededFuture(new Settlement.Fail("broken"));
        String failed = fixture.add(1, JobOptions.DEFAULTS).get(0);
        finish(failed, "failed");
        fixture.undeploy();

        assertThat(await(revival.revive(QUEUE, List.of(completed, failed)))).containsExactly(REVIVED, REVIVED);
        assertThat(await(revival.revive(QUEUE, List.of(completed, failed)))).containsExactly(ALIVE, ALIVE);
        assertThat(redis.number("LLEN bull:mail:wait")).isEqualTo(2);
        assertThat(redis.number("HEXISTS bull:mail:" + failed + " failedReason"))
                .isZero();
    }

    @Test
    void aJobThatWasLostTooOftenIsWorkedOnAgain() {
        String job = fixture.add(1, JobOptions.DEFAULTS).get(0);
        redis.run("HSET", "bull:mail:" + job, "defa", "job stalled more than allowable limit", "stc", "2");
        finish(job, "failed");
        assertThat(fixture.seenIds()).isEmpty();

        assertThat(await(revival.revive(QUEUE, List.of(job)))).containsExactly(REVIVED);
        finish(job, "completed");
        assertThat(fixture.seenIds()).containsExactly(job);
    }

    @Test
    void findsAJobThatIsInNoListAnyMore() {
        String job = fixture.add(1, JobOptions.DEFAULTS).get(0);
        redis.run("DEL", "bull:mail:wait");

        assertThat(await(revival.revive(QUEUE, List.of(job)))).containsExactly(REVIVED);
        finish(job, "completed");
    }

    private static void finish(String job, String set) {
        fixture.undeploy();
        fixture.poll();
        Awaitility.await().until(() -> redis.run("ZSCORE", "bull:mail:" + set, job) != null);
    }
}
