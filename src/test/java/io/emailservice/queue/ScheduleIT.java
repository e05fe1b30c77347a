package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules when something is wrong, and in states that no official client can be brought into at will. */
class ScheduleIT extends OverRedis {
    private static final String SCHEDULE = "bull:mail:repeat:s";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"repeat\":{\"pattern\":\"0 25 * * *\"}}",
                "{\"repeat\":{\"pattern\":\"0 5 * * *\",\"tz\":\"Nowhere\"}}",
                "{\"repeat\":{\"pattern\":\"0 5 * * *\",\"every\":1000}}",
                "{}",
                "no JSON"
            })
    void worksOnTheJobOfAScheduleThatNobodyCanRead(String options) {
        ready(1000, options);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(queue.counts.scheduleEnds).containsExactly(ScheduleEnd.UNREADABLE);
        assertThat(queue.seenIds()).containsExactly("repeat:s:1000");
        assertThat(redis.number("EXISTS bull:mail:delayed")).isZero();
    }

    @Test
    void keepsTheJobWhileItsNextOneCanNotBeMade() {
        ready(1000, "{\"repeat\":{\"every\":3600000}}");
        redis.run("RENAME bull:mail:repeat aside");
        redis.run("SET bull:mail:repeat wrong");
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:delayed") == 1);
        assertThat(queue.seenIds()).containsExactly("1");
        redis.run("RENAME aside bull:mail:repeat");
        redis.run("ZADD bull:mail:delayed 0 repeat:s:1000");
        redis.run("ZADD bull:mail:marker 0 0");
        await().until(() -> queue.counts.settled.get() == 3);
        assertThat(queue.seenIds()).containsExactly("1", "repeat:s:1000");
        assertThat(redis.number("ZCARD bull:mail:delayed")).isEqualTo(1);
        assertThat(redis.number("HGET " + SCHEDULE + " ic")).isEqualTo(2);
    }

    @Test
    void losesAndDoublesNothingWhenConnectionsBreak() {
        redis.run("ZADD", "bull:mail:repeat", "1000", "s");
        ready(1000, "{\"repeat\":{\"every\":5,\"limit\":150,\"count\":1}}");
        redis.run("HSET", SCHEDULE, "every", "5");
        queue.poll();
        for (int i = 0; i < 15; i++) {
            int done = queue.seen.size();
            await().pollInterval(Duration.ofMillis(2)).until(() -> queue.seen.size() > done || done == 150);
            redis.run("CLIENT KILL TYPE normal SKIPME yes");
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(redis.number("ZCARD bull:mail:completed"))
                .isEqualTo(150));
        assertThat(redis.number("HGET " + SCHEDULE + " ic")).isEqualTo(150);
        assertThat(new HashSet<>(queue.seenIds())).hasSize(150);
        assertThat(queue.counts.scheduleEnds).containsExactly(ScheduleEnd.LIMIT);
    }

    @Test
    void goesOnWhenAWorkerDiedBeforeTheNextJobWasMade() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(100))));
        ready(1000, "{\"repeat\":{\"every\":3600000}}");
        redis.run("RPOPLPUSH bull:mail:wait bull:mail:active");
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(queue.counts.stalled).hasValue(1);
        assertThat(redis.number("ZCARD bull:mail:delayed")).isEqualTo(1);
    }

    @Test
    void givesAJobBackIfItsWorkerStopsBeforeTheNextJobIsMade() {
        ready(1000, "{\"repeat\":{\"every\":3600000}}");
        queue.add(1, JobOptions.DEFAULTS.withLifo(true));
        // The plain job is handed over at once; from then on Redis makes the call for the next job wait.
        queue.handler = job -> {
            fromAnotherThread(() -> redis.run("CLIENT PAUSE 400 WRITE"));
            return Future.succeededFuture(new Settlement.Complete("null"));
        };
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        queue.undeploy();
        assertThat(queue.seenIds()).containsExactly("1");
        assertThat(redis.texts("LRANGE bull:mail:wait 0 -1")).containsExactly("repeat:s:1000");
        assertThat(redis.number("LLEN bull:mail:active")).isZero();
        assertThat(redis.number("ZCARD bull:mail:delayed")).isEqualTo(1);
    }

    @Test
    void lendsNoMorePlacesThanThereAreWhileNextJobsAreMade() {
        queue.capacity = 1;
        ready(1000, "{\"repeat\":{\"every\":3600000}}");
        queue.add(3, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 4);
        assertThat(queue.seen).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "'',            ,'{}',                wait",
        "bullmq:5.81.5, 1,'{}',                paused",
        "'',            1,'{}',                paused",
        "bullmq:6.7.0,  1,'{}',                wait",
        "bullmq:6.7.0,  ,'{\"priority\":3}',  prioritized"
    })
    void putsAJobThatIsDueAtOnceWhereItsQueueLooks(String version, String paused, String more, String key) {
        ready(1000, "{\"repeat\":{\"every\":500}" + more.replaceAll("[{}]", "").replaceAll("^(?=.)", ",") + "}");
        redis.run("DEL bull:mail:wait");
        if (!version.isEmpty()) {
            redis.run("HSET", "bull:mail:meta", "version", version);
        }
        if (paused != null) {
            redis.run("HSET", "bull:mail:meta", "paused", paused);
        }
        assertThat(schedule("1500", "repeat:s:1000", "s", "1500")).containsExactly("made");
        assertThat(redis.text("TYPE bull:mail:" + key)).isEqualTo(key.equals("prioritized") ? "zset" : "list");
        assertThat(redis.number("EXISTS bull:mail:repeat:s:1500")).isEqualTo(1);
        assertThat(redis.number("EXISTS bull:mail:marker")).isEqualTo(paused == null ? 1 : 0);
    }

    @Test
    void putsTheNextJobToTheFrontWhereTheTemplateSaysSo() {
        redis.run("LPUSH bull:mail:wait other");
        ready(1000, "{\"lifo\":true,\"repeat\":{\"every\":500}}");
        assertThat(schedule("1500", "repeat:s:1000", "s", "1500")).containsExactly("made");
        assertThat(redis.texts("LRANGE bull:mail:wait -1 -1")).containsExactly("repeat:s:1500");
    }

    @Test
    void makesTheOtherNextJobsIfOneCanNotBeMade() {
        ready(1000, "{\"repeat\":{\"every\":500}}");
        redis.run("HSET", "bull:mail:repeat:x:7", "name", "n", "data", "{}", "opts", "{\"repeat\":{\"every\":5}}");
        redis.run("ZADD", "bull:mail:repeat", "7", "x");
        redis.run("SET", "bull:mail:repeat:x", "wrong");
        List<String> answers = schedule(
                "1200",
                "repeat:x:7",
                "x",
                "10",
                "repeat:s:1000",
                "s",
                "1500",
                "repeat:s:1000",
                "s",
                "1500",
                "no",
                "y",
                "1");
        assertThat(answers.get(0)).contains("WRONGTYPE");
        assertThat(answers.subList(1, 4)).containsExactly("made", "stale", "gone");
    }

    /** A schedule whose latest job is in the list of those that wait. */
    private static void ready(long due, String options) {
        String id = "repeat:s:" + due;
        redis.run(
                "HSET", "bull:mail:" + id, "name", "send", "data", "{}", "opts", options, "timestamp", "1", "rjk", "s");
        redis.run("HSET", SCHEDULE, "name", "send", "ic", "1");
        redis.run("ZADD", "bull:mail:repeat", String.valueOf(due), "s");
        redis.run("LPUSH", "bull:mail:wait", id);
    }

    private static void fromAnotherThread(Runnable action) {
        Thread thread = new Thread(action);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> schedule(Object... arguments) {
        Response answers = QueueFixture.await(queue.link.run(Script.SCHEDULE, QUEUE, List.of(arguments)));
        return answers.stream().map(Response::toString).toList();
    }
}
