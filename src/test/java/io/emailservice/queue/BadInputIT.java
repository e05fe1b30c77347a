package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.testing.LogLines;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys and jobs that nobody should write, but somebody will. */
class BadInputIT extends OverRedis {
    /** Name of a queue after its broken key, and the words that break it. */
    private static final Map<String, String> BREAKS = Map.ofEntries(
            Map.entry("wait", "SET %s text"),
            Map.entry("active", "HSET %s a hash"),
            Map.entry("prioritized", "SET %s text"),
            Map.entry("delayed", "RPUSH %s a list"),
            Map.entry("events", "RPUSH %s a list"),
            Map.entry("meta", "SET %s text"),
            Map.entry("marker", "SET %s text"),
            Map.entry("limiter", "RPUSH %s a list"),
            Map.entry("pc", "RPUSH %s a list"),
            Map.entry("stalled", "SET %s text"),
            Map.entry("completed", "SET %s text"));

    private LogLines log;

    @BeforeEach
    void listen() {
        log = new LogLines("io.emailservice.queue");
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void losesNothingToAKeyOfTheWrongKind() {
        Map<String, Integer> queues = new HashMap<>();
        BREAKS.keySet().forEach(name -> queues.put(name, 1));
        reopen(new QueueFixture(redis, config -> {
            LockRules quick = new LockRules(Duration.ofSeconds(30), Duration.ofMillis(300), 1, 0);
            QueueConfig changed = QueueConfigs.locks(QueueConfigs.queues(config, queues), quick);
            return QueueConfigs.asleep(changed, Duration.ofMillis(500));
        }));
        for (String name : queues.keySet()) {
            addSome(name);
            String key = "bull:" + name + ":" + name;
            redis.run("HSET bull:limiter:meta max 1000 duration 1000");
            if (redis.number("EXISTS " + key) == 1) {
                redis.run("RENAME " + key + " saved:" + name);
            }
            redis.run(String.format(BREAKS.get(name), key));
        }
        queue.poll();
        for (String name : queues.keySet()) {
            await().untilAsserted(
                            () -> assertThat(log.with("fails queue=" + name)).isNotEmpty());
        }
        assertThat(callsInASecond()).isLessThan(100);

        for (String name : queues.keySet()) {
            String key = "bull:" + name + ":" + name;
            redis.run("DEL " + key);
            if (redis.number("EXISTS saved:" + name) == 1) {
                redis.run("RENAME saved:" + name + " " + key);
            }
        }
        await().untilAsserted(() -> assertThat(queue.counts.settled).hasValue(5 * queues.size()));
        for (String name : queues.keySet()) {
            assertThat(redis.number("ZCARD bull:" + name + ":completed"))
                    .as(name)
                    .isEqualTo(5);
            assertThat(redis.number("LLEN bull:" + name + ":active")).as(name).isZero();
            await().untilAsserted(() ->
                    assertThat(log.with("works again queue=" + name)).as(name).isNotEmpty());
            assertThat(log.with("fails queue=" + name).size()).as(name).isLessThan(10);
        }
        assertThat(queue.seen).hasSize(5 * queues.size());
        assertThat(queue.counts.lost).hasValue(0);
        assertThat(queue.counts.broken.get()).isGreaterThan(queues.size());
    }

    @Test
    void worksOnJobsWithOddFields() {
        job("no-data", "name", "x");
        job("odd-opts", "name", "x", "data", "{}", "opts", "{\"attempts\":\"many\",\"lifo\":7,\"new\":[1,{\"a\":{}}],");
        job("list-opts", "name", "x", "data", "{}", "opts", "[1,2]");
        job("deep-opts", "name", "x", "data", "{}", "opts", "{\"backoff\":[{}],\"removeOnFail\":{\"age\":{\"x\":1}}}");
        job("odd-numbers", "name", "x", "data", "{}", "atm", "many", "ats", "1e400", "stc", "-", "timestamp", "now");
        job("odd-priority", "name", "x", "data", "{}", "priority", "high", "stacktrace", "{", "delay", "9e99");
        job("not-json", "name", "x", "data", "<xml/>");
        job("large", "name", "x", "data", "\"" + "a".repeat(2_000_000) + "\"");
        job("007", "name", "x", "data", "{}");
        job("-1", "name", "x", "data", "{}");
        job("a:b:c", "name", "x", "data", "{}");
        job("repeat:every:17", "name", "x", "data", "{}", "opts", "{}");
        queue.poll();
        await().untilAsserted(() -> assertThat(queue.counts.settled).hasValue(12));
        assertThat(redis.number("ZCARD bull:mail:completed")).isEqualTo(12);
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(queue.seen.stream().filter(job -> job.id().equals("no-data")).findFirst())
                .hasValueSatisfying(job -> assertThat(job.data().length()).isZero());
        assertThat(queue.counts.broken).hasValue(0);
    }

    @Test
    void dropsIdsWithoutAJobAndSaysSo() {
        redis.run("RPUSH bull:mail:wait gone list 0:12 half");
        redis.run("RPUSH bull:mail:list x");
        redis.run("HSET bull:mail:half progress 1");
        redis.run("ZADD bull:mail:prioritized 1 gone-too");
        redis.run("ZADD bull:mail:delayed 1 gone-late");
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(queue.counts.dropped).hasValue(5);
        assertThat(log.with("ids without a job dropped queue=mail ids=5")).hasSize(1);
        assertThat(redis.texts("KEYS bull:mail:gone*")).isEmpty();
        assertThat(redis.number("ZCARD bull:mail:delayed")).isZero();
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(callsInASecond()).isLessThan(20);
    }

    @Test
    void waitsForADelayBeyondAllTime() {
        queue.add(1, JobOptions.DEFAULTS.withJobId("never").withDelayMillis(1000));
        redis.run("ZADD bull:mail:delayed inf never");
        queue.poll();
        await().until(() -> queue.counts.claimed.get() == 0 && redis.calls("evalsha") > 0);
        assertThat(callsInASecond()).isLessThan(20);
        assertThat(redis.number("ZCARD bull:mail:delayed")).isEqualTo(1);
    }

    @Test
    void letsAJobGoThatWasRemovedWhileItWasWorkedOn() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> gate.future();
        queue.add(3, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 3);
        redis.run("DEL bull:mail:1");
        redis.run("DEL bull:mail:2 bull:mail:2:lock");
        redis.run("LREM bull:mail:active 1 2");
        redis.run("DEL bull:mail:3");
        redis.run("RPUSH bull:mail:3 list");
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> queue.counts.lost.get() == 3);
        assertThat(log.with("WARN jobs lost queue=mail jobs=3")).hasSize(1);
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(redis.texts("KEYS bull:mail:[0-9]*")).containsExactly("bull:mail:3");
        assertThat(redis.number("ZCARD bull:mail:completed")).isZero();
    }

    @Test
    void givesBackJobsWhoseLockIsNoLock() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(200))));
        Promise<Settlement> never = Promise.promise();
        queue.handler = job -> queue.seen.size() == 1 ? never.future() : done();
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        redis.run("DEL bull:mail:1:lock");
        redis.run("RPUSH bull:mail:1:lock x");
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(queue.counts.stalled).hasValue(1);
        never.complete(new Settlement.Complete("null"));
        await().until(() -> queue.counts.lost.get() == 1);
    }

    @Test
    void takesIdsOfRemovedJobsOutOfTheActiveOnes() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(200))));
        redis.run("RPUSH bull:mail:active removed");
        queue.poll();
        await().until(() -> queue.counts.dropped.get() == 1);
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(redis.number("EXISTS bull:mail:removed")).isZero();
    }

    @Test
    void runsScriptsThatRedisHasForgotten() {
        redis.run("SCRIPT FLUSH");
        queue.poll();
        queue.add(2, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 2);
    }

    private static Future<Settlement> done() {
        return Future.succeededFuture(new Settlement.Complete("null"));
    }

    /** Two plain jobs, one with a priority, and a due one of each kind. */
    private void addSome(String name) {
        JobOptions plain = JobOptions.DEFAULTS;
        JobOptions first = plain.withPriority(1);
        List<NewJob> jobs = List.of(
                new NewJob("send", Buffer.buffer("1"), plain),
                new NewJob("send", Buffer.buffer("2"), plain),
                new NewJob("send", Buffer.buffer("3"), first),
                new NewJob("send", Buffer.buffer("4"), plain.withDelayMillis(1)),
                new NewJob("send", Buffer.buffer("5"), first.withDelayMillis(1)));
        assertThat(await(queue.producer.addAll(name, jobs))).hasSize(5);
    }

    private void job(String id, Object... fields) {
        Object[] words = new Object[fields.length + 2];
        words[0] = "HSET";
        words[1] = "bull:" + QUEUE + ":" + id;
        System.arraycopy(fields, 0, words, 2, fields.length);
        redis.run(words);
        redis.run("LPUSH", "bull:" + QUEUE + ":wait", id);
    }

    private static long callsInASecond() {
        redis.run("CONFIG RESETSTAT");
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        return redis.calls("evalsha") + redis.calls("bzpopmin");
    }
}
