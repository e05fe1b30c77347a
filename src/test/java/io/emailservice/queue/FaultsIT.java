package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.emailservice.testing.LogLines;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that is away, or there and of no use: said once, asked at a bounded pace, and worked with when it's over. */
class FaultsIT {
    private TestRedis redis;
    private QueueFixture queue;
    private LogLines log;

    @BeforeEach
    void open() {
        // Slow to load and quick to call itself busy. While it loads, Redis 6.2 answers after every thousandth command.
        redis = new TestRedis("lua-time-limit 100", "key-load-delay 1000");
        log = new LogLines("io.emailservice.queue");
        queue = new QueueFixture(redis);
        await().until(queue.link::isUp);
    }

    @AfterEach
    void close() {
        queue.close();
        log.close();
        redis.close();
    }

    @Test
    void waitsForARedisThatLoadsItsData() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(100, JobOptions.DEFAULTS);
        redis.run("EVAL", "for i = 1, 3000 do redis.call('SET', 'other:' .. i, 'x') end", "0");
        queue.poll();
        await().until(() -> queue.seen.size() == 100);
        redis.stop();
        await().until(() -> !queue.link.isUp());
        gate.complete(new Settlement.Complete("null"));
        redis.start();
        await().until(() -> queue.counts.settled.get() == 100);
        assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(100);
        assertThat(queue.counts.lost).hasValue(0);
        assertThat(queue.seen).hasSize(100);
        assertThat(log.with("redis away")).anyMatch(line -> line.contains("reason=LOADING"));
        assertThat(log.with("redis away").size()).isLessThanOrEqualTo(3);
        assertThat(log.with("redis back")).hasSize(1);
        assertThat(log.with("redis refuses")).isEmpty();
    }

    @Test
    void startsAnewWithARedisThatHasLostItsData() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(10, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 10);
        redis.stop();
        redis.forget();
        redis.start();
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> queue.counts.lost.get() == 10);
        assertThat(log.with("jobs lost")).isNotEmpty();
        assertThat(redis.texts("KEYS bull:mail:[0-9]*")).isEmpty();
        queue.add(5, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 5);
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
    }

    @Test
    void leavesAServerThatHasBecomeAReplica() {
        queue.poll();
        queue.add(1, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 1);
        redis.run("CONFIG SET replica-serve-stale-data yes");
        redis.run("REPLICAOF 127.0.0.1 1");
        // Nothing is due, so the worker notices when it looks next: the producer does at once.
        assertAway("READONLY");
        await().until(() -> !queue.link.isUp());
        await().untilAsserted(() ->
                assertThat(log.with("redis away")).anyMatch(line -> line.contains("this server is a replica")));
        assertThat(callsInASecond("exists")).isLessThan(30);
        redis.run("CONFIG SET replica-serve-stale-data no");
        await().untilAsserted(
                        () -> assertThat(log.with("redis away")).anyMatch(line -> line.contains("reason=MASTERDOWN")));
        redis.run("REPLICAOF NO ONE");
        await().until(queue.link::isUp);
        queue.add(1, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 2);
        assertThat(log.with("redis back")).hasSize(1);
        assertThat(log.with("redis away").size()).isLessThanOrEqualTo(3);
        assertThat(queue.counts.lost).hasValue(0);
    }

    @Test
    void losesNothingToARedisWithoutMemory() {
        queue.add(200, JobOptions.DEFAULTS);
        redis.run("SET", "filler", "x".repeat(3_000_000));
        redis.run("HDEL bull:mail:meta opts.maxLenEvents");
        redis.run("CONFIG SET maxmemory 2mb");
        queue.poll();
        await().untilAsserted(() ->
                assertThat(log.with("redis refuses script=CLAIM reason=")).hasSize(1));
        assertAway("OOM");
        assertThat(callsInASecond("evalsha")).isLessThan(10);
        assertThat(redis.number("LLEN bull:mail:wait")).isEqualTo(200);
        assertThat(queue.counts.refused.get()).isPositive();
        redis.run("CONFIG SET maxmemory 0");
        await().until(() -> queue.counts.settled.get() == 200);
        queue.add(1, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 201);
        assertThat(log.with("redis refuses script=CLAIM")).hasSize(1);
        assertThat(log.with("redis serves again script=CLAIM")).hasSize(1);
        assertThat(log.with("redis serves again script=ADD")).hasSize(1);
        assertThat(queue.seen).hasSize(201);
        assertThat(log.with("ERROR")).isEmpty();
    }

    @Test
    void waitsForAScriptThatDoesntEnd() {
        queue.poll();
        queue.add(1, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 1);
        Redis other = Redis.createClient(queue.vertx, redis.url());
        AtomicReference<Throwable> killed = new AtomicReference<>();
        other.send(Request.cmd(Command.EVAL).arg("while true do end").arg("0")).onFailure(killed::set);
        await().untilAsserted(() -> assertAway("BUSY"));
        redis.run("SCRIPT KILL");
        await().until(() -> killed.get() != null);
        queue.add(1, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 2);
        assertThat(log.with("redis refuses script=ADD")).hasSize(1);
        assertThat(log.with("redis serves again script=ADD")).hasSize(1);
        QueueFixture.await(other.close());
    }

    @Test
    void waitsForAPasswordThatIsTaken() {
        queue.poll();
        redis.run("CONFIG SET requirepass secret");
        redis.run("CLIENT KILL TYPE normal");
        await().untilAsserted(
                        () -> assertThat(log.with("redis away")).anyMatch(line -> line.contains("reason=NOAUTH")));
        assertThat(callsInASecond("hello")).isLessThan(20);
        redis.run("CONFIG", "SET", "requirepass", "");
        await().until(queue.link::isUp);
        queue.add(1, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(log.with("redis away").size()).isLessThanOrEqualTo(2);
    }

    @Test
    void saysThatAPasswordIsWrongAndDoesntSayIt() {
        redis.run("CONFIG SET requirepass secret");
        try (QueueFixture other = new QueueFixture(
                redis, config -> QueueConfigs.at(config, redis.url().replace("//", "//user:wrong-word@")))) {
            await().untilAsserted(
                            () -> assertThat(log.with("redis away")).anyMatch(line -> line.contains("WRONGPASS")));
            assertThat(other.link.isUp()).isFalse();
        }
        redis.run("CONFIG", "SET", "requirepass", "");
        assertThat(log.with("wrong-word")).isEmpty();
    }

    @Test
    void takesLocksAgainThatExpiredWhileRedisWasAway() {
        queue.close();
        queue = new QueueFixture(redis, config -> QueueConfigs.locked(config, Duration.ofSeconds(1)));
        await().until(queue.link::isUp);
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(3, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 3);
        redis.stop();
        await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        redis.start();
        await().until(queue.link::isUp);
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> queue.counts.settled.get() == 3);
        assertThat(queue.counts.lost).hasValue(0);
        assertThat(queue.seen).hasSize(3);
    }

    @Test
    void warnsOfARedisThatRemovesKeys() {
        redis.run("CONFIG SET maxmemory-policy allkeys-lru");
        try (QueueFixture other = new QueueFixture(redis)) {
            await().until(other.link::isUp);
            assertThat(log.with("WARN redis removes keys")).hasSize(1);
        }
    }

    private void assertAway(String reason) {
        NewJob job = new NewJob("send", Buffer.buffer("1"), JobOptions.DEFAULTS);
        assertThatThrownBy(() -> QueueFixture.await(queue.producer.add(QUEUE, job)))
                .cause()
                .isInstanceOfSatisfying(
                        RedisAway.class, away -> assertThat(away.wasSent()).isFalse())
                .hasMessageContaining(reason);
    }

    private long callsInASecond(String command) {
        redis.run("CONFIG RESETSTAT");
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        return redis.calls(command);
    }
}
