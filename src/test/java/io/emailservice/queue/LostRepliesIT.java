package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.emailservice.testing.CuttingProxy;
import io.emailservice.testing.LogLines;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that Redis has carried out, or not, and whose answers never came. */
class LostRepliesIT extends OverRedis {
    private CuttingProxy proxy;
    private LogLines log;

    @BeforeEach
    void goThroughProxy() {
        proxy = new CuttingProxy(redis.port());
        log = new LogLines("io.emailservice.queue");
        through(config -> config);
    }

    @AfterEach
    void closeProxy() {
        queue.undeploy();
        proxy.close();
        log.close();
    }

    @Test
    void findsTheJobsOfSeveralLostClaims() {
        through(config -> QueueConfigs.batched(config, 3));
        List<String> ids = queue.add(12, JobOptions.DEFAULTS);
        proxy.loseAnswers(Script.CLAIM.sha(), 3);
        proxy.loseAnswers(Script.RECOVER.sha(), 1);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 12);
        assertThat(proxy.cuts()).isEqualTo(4);
        assertThat(queue.seenIds()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(queue.seen).extracting(Job::attemptsStarted).containsOnly(1);
        assertThat(queue.counts.claimed).hasValue(12);
        // A claim's jobs come in their order, whichever way they come.
        assertThat(queue.seenIds().subList(0, 3)).isEqualTo(ids.subList(0, 3));
        assertThat(queue.counts.lost).hasValue(0);
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
    }

    @Test
    void looksAgainForAClaimThatRedisCarriesOutLate() {
        through(config -> QueueConfigs.patient(config, Duration.ofMillis(800)));
        proxy.loseRequest(Script.CLAIM.sha());
        redis.run("CONFIG RESETSTAT");
        queue.poll();
        await().until(() -> proxy.cuts() == 1);
        // The stalled check at the start reads the list of active jobs too, and the one when Redis is back doesn't.
        await().until(() -> redis.calls("lrange") >= 2);
        queue.capacity = 0;
        queue.add(2, JobOptions.DEFAULTS);
        proxy.deliverLate();
        await().until(() -> queue.counts.settled.get() == 2);
        assertThat(log.with("lost claims found queue=mail")).hasSize(1);
        assertThat(queue.counts.stalled).hasValue(0);
    }

    @Test
    void givesALostClaimBackWhenItStops() {
        List<String> ids = queue.add(5, JobOptions.DEFAULTS);
        proxy.loseAnswers(Script.CLAIM.sha(), 1);
        proxy.shut();
        queue.poll();
        await().until(() -> proxy.cuts() == 1);
        assertThat(redis.number("LLEN bull:mail:active")).isEqualTo(5);
        queue.vertx.setTimer(300, late -> proxy.reopen());
        queue.undeploy();
        List<String> newestFirst = new ArrayList<>(ids);
        Collections.reverse(newestFirst);
        assertThat(redis.texts("LRANGE bull:mail:wait 0 -1")).isEqualTo(newestFirst);
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(redis.texts("KEYS bull:mail:*:lock")).isEmpty();
        assertThat(queue.seen).isEmpty();
        assertThat(queue.counts.lost).hasValue(0);
    }

    @Test
    void asksWhatBecameOfSettlementsWithoutAnAnswer() {
        Map<String, Settlement> first = Map.of(
                "done", new Settlement.Complete("1"),
                "done-gone", new Settlement.Complete("1"),
                "broke", new Settlement.Fail("no"),
                "broke-gone", new Settlement.Fail("no"),
                "retried", new Settlement.Retry("again", Duration.ZERO),
                "retried-late", new Settlement.Retry("later", Duration.ofMillis(200)),
                "rested", new Settlement.Delay(Duration.ofMillis(200), "full"),
                "rested-long", new Settlement.Delay(Duration.ofHours(1), "full"),
                "released", new Settlement.Release());
        queue.handler = job -> Future.succeededFuture(
                job.attemptsStarted() == 1 ? first.get(job.id()) : new Settlement.Complete("null"));
        JobOptions kept = JobOptions.DEFAULTS.withAttempts(5);
        JobOptions gone = kept.withRemoveOnComplete(Keep.NONE).withRemoveOnFail(Keep.NONE);
        first.keySet().forEach(id -> queue.add(1, (id.endsWith("gone") ? gone : kept).withJobId(id)));
        proxy.loseAnswers(Script.SETTLE.sha(), 1);
        proxy.loseAnswers(Script.ASK.sha(), 1);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 13);
        assertThat(proxy.cuts()).isEqualTo(2);
        assertThat(queue.counts.lost).hasValue(0);
        assertThat(queue.seen).hasSize(13);
        assertThat(redis.texts("ZRANGE bull:mail:completed 0 -1"))
                .containsExactlyInAnyOrder("done", "retried", "retried-late", "rested", "released");
        assertThat(redis.texts("ZRANGE bull:mail:failed 0 -1")).containsExactly("broke");
        assertThat(redis.texts("ZRANGE bull:mail:delayed 0 -1")).containsExactly("rested-long");
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(redis.texts("HMGET bull:mail:retried atm ats")).containsExactly("2", "2");
        assertThat(redis.texts("HMGET bull:mail:released atm ats")).containsExactly("1", "2");
    }

    @Test
    void countsAJobAsLostThatAnotherTookBeforeItsSettlementArrived() {
        queue.add(3, JobOptions.DEFAULTS);
        proxy.loseRequest(Script.SETTLE.sha());
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.poll();
        await().until(() -> queue.seen.size() == 3);
        proxy.shut();
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> proxy.cuts() == 1);
        // One is taken by another worker, one is removed, one is as it was.
        redis.run("SET bull:mail:1:lock other");
        redis.run("HINCRBY bull:mail:1 ats 1");
        redis.run("DEL bull:mail:2 bull:mail:2:lock");
        redis.run("LREM bull:mail:active 1 2");
        proxy.reopen();
        await().until(() -> queue.counts.lost.get() == 2);
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(redis.texts("ZRANGE bull:mail:completed 0 -1")).containsExactly("3");
        assertThat(redis.text("GET bull:mail:1:lock")).isEqualTo("other");
        assertThat(redis.texts("LRANGE bull:mail:active 0 -1")).containsExactly("1");
    }

    @Test
    void tellsAProducerThatItsJobMayHaveBeenAdded() {
        proxy.loseAnswers(Script.ADD.sha(), 1);
        NewJob job = new NewJob("send", Buffer.buffer("1"), JobOptions.DEFAULTS.withJobId("once"));
        assertThatThrownBy(() -> QueueFixture.await(queue.producer.add(QUEUE, job)))
                .cause()
                .isInstanceOfSatisfying(
                        RedisAway.class, away -> assertThat(away.wasSent()).isTrue());
        await().until(queue.link::isUp);
        assertThat(QueueFixture.await(queue.producer.add(QUEUE, job))).isEqualTo("once");
        assertThat(redis.texts("LRANGE bull:mail:wait 0 -1")).containsExactly("once");
    }

    @Test
    void renewsALockAgainWhoseRenewalGotNoAnswer() {
        through(config ->
                QueueConfigs.stalled(QueueConfigs.locked(config, Duration.ofSeconds(1)), Duration.ofMillis(300)));
        proxy.loseAnswers(Script.EXTEND.sha(), 2);
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(2, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 2);
        queue.vertx.setTimer(2500, late -> gate.complete(new Settlement.Complete("null")));
        await().until(() -> queue.counts.settled.get() == 2);
        assertThat(proxy.cuts()).isEqualTo(2);
        assertThat(queue.counts.stalled).hasValue(0);
        assertThat(queue.seen).hasSize(2);
    }

    @Test
    void servesStalledJobsThoughNobodyHeardThatTheyWereGivenBack() {
        through(config -> QueueConfigs.stalled(config, Duration.ofMillis(200)));
        queue.add(1, JobOptions.DEFAULTS);
        redis.run("LMOVE bull:mail:wait bull:mail:active RIGHT LEFT");
        proxy.loseAnswers(Script.STALLED.sha(), 4);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        await().until(() -> proxy.cuts() == 4);
        assertThat(queue.seen).hasSize(1);
        assertThat(redis.number("HGET bull:mail:1 stc")).isEqualTo(1);
    }

    private void through(UnaryOperator<QueueConfig> change) {
        reopen(new QueueFixture(redis, config -> change.apply(QueueConfigs.at(config, proxy.url()))));
    }
}
