package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules go on with our worker whatever operators with one version of the official client do to them and their jobs. */
abstract class ScheduleOperatorContract extends OverOurJobs {
    private static final long HOUR = 3_600_000;

    ScheduleOperatorContract(String client) {
        super(client);
    }

    private List<String> schedules() {
        return redis.texts("ZRANGE bull:mail:repeat 0 -1");
    }

    /** The next job of the only schedule, in full. */
    private static final String NEXT = """
            const due = await redis.zscore('bull:mail:repeat', 's');
            const job = await redis.hgetall(`bull:mail:repeat:s:${due}`);
            const places = [await redis.lrange('bull:mail:wait', 0, -1), await redis.zrange('bull:mail:delayed', 0, -1, 'WITHSCORES')];
            const sorted = (v) => v && typeof v === 'object' && !Array.isArray(v)
              ? Object.fromEntries(Object.entries(v).sort().map(([k, w]) => [k, sorted(w)])) : v;
            job.opts = JSON.parse(job.opts);
            return sorted({ due, job, places });
            """;

    /** Leaves the schedule as the claim of its first job finds it. */
    private static final String RESTORE = """
            await redis.flushall();
            for (const [key, dump] of kept.snapshot) await redis.restore(key, 0, dump);
            """;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_234_567})
    void agreesOnTurnsThatAreAMillisecondAway(long offset) {
        node.run("""
                await queue('mail').upsertJobScheduler('s', { every: %d, offset: %d || undefined }, { name: 'n' });
                const [job] = await queue('mail').getJobs(['delayed', 'waiting']);
                await redis.del('bull:mail:delayed', 'bull:mail:wait', 'bull:mail:marker');
                kept.first = { id: job.id, name: job.name, data: job.data, opts: job.opts };
                kept.snapshot = await Promise.all((await redis.keys('*')).map(async (key) => [key, await redis.dumpBuffer(key)]));
                """.formatted(HOUR, offset));
        long last = redis.number("ZSCORE bull:mail:repeat s");
        long slot = last - last % HOUR + offset;
        for (long close : new long[] {last, last + HOUR, slot + HOUR, slot + 5 * HOUR, last + 5 * HOUR}) {
            for (long now = close - 1; now <= close + 1; now++) {
                JsonNode theirs = node.run(RESTORE + """
                        const first = kept.first;
                        const scheduler = await queue('mail').jobScheduler;
                        const real = Date.now;
                        Date.now = () => %d;
                        try {
                          await scheduler.upsertJobScheduler('s', first.opts.repeat, first.name, first.data, first.opts,
                            { override: false, producerId: first.id });
                        } finally {
                          Date.now = real;
                        }
                        """.formatted(now) + NEXT);
                node.run(RESTORE);
                List<Object> claim = List.of(now, "repeat:s:" + last, "s", 0);
                assertThat(QueueFixture.await(queue.link.run(Script.SCHEDULE, QUEUE, claim))
                                .get(0)
                                .toString())
                        .isEqualTo("made");
                assertThat(node.run(NEXT).toPrettyString())
                        .as("offset %d, last %d, now %d", offset, last, now)
                        .isEqualTo(theirs.toPrettyString());
                assertThat(theirs.at("/due").asLong()).isGreaterThan(last);
                assertThat(theirs.at("/job/name").asText()).isEqualTo("n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"await (await queue('mail').getJob(id)).retry();", "await queue('mail').retryJobs();"})
    void makesNoFurtherNextJobWhenAFailedOneIsRetried(String retry) {
        queue.poll();
        node.run("await queue('mail').upsertJobScheduler('s', { every: 3600000 }, { name: 'bad-1' });");
        await().until(() -> in("failed").size() == 1 && in("delayed").size() == 1);
        String failed = in("failed").get(0);
        List<String> next = in("delayed");
        healed = true;
        node.run("const id = '" + failed + "';" + retry);
        awaitCounts(1, 0);
        assertThat(queue.seenIds()).containsExactly(failed, failed);
        assertThat(in("delayed")).isEqualTo(next);
        assertThat(schedules()).containsExactly("s");
        assertThat(redis.number("HGET bull:mail:repeat:s ic")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnAfterADrain(boolean delayed) {
        queue.poll();
        node.run("await queue('mail').upsertJobScheduler('s', { every: 300 }, { name: 'ok' });");
        await().until(() -> in("completed").size() >= 1 && in("delayed").size() == 1);
        add(job("rest-1", PLAIN.withDelayMillis(60_000)));
        node.run("await queue('mail').drain(" + delayed + ");");
        int before = queue.seen.size();
        await().until(() -> queue.seen.size() >= before + 2);
        node.run("await queue('mail').removeJobScheduler('s');");
        assertThat(queue.seenIds()).doesNotHaveDuplicates();
        assertThat(keysOf("rest-1")).hasSize(delayed ? 0 : 1);
        assertThat(schedules()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every: 3600000",
                "every: (i + 1) * 3600000",
                "every: 3600000, offset: 1234567",
                "every: 3600000, offset: 1000 * i",
                "pattern: '0 ' + i + ' * * *', tz: 'UTC'"
            })
    void hasOneNextJobHoweverOftenItIsReplaced(String rule) {
        queue.poll();
        node.run("""
                await Promise.all(Array.from({ length: 20 }, (_, i) =>
                  queue('mail').upsertJobScheduler('s', { %s }, { name: 'ok', data: { i } })));
                """.formatted(rule));
        await().until(() -> in("delayed").size() == 1
                && in("wait").isEmpty()
                && in("active").isEmpty());
        assertThat(schedules()).containsExactly("s");
        String next = in("delayed").get(0);
        node.run("await (await queue('mail').getJob('%s')).promote();".formatted(next));
        await().until(() -> in("completed").contains(next) && in("delayed").size() == 1);
        assertThat(in("delayed")).doesNotContain(next);
        assertThat(queue.seenIds()).doesNotHaveDuplicates();
        assertThat(List.copyOf(queue.seen).get(queue.seen.size() - 1).data()).hasToString("{\"i\":19}");
        assertThat(in("completed").size() + in("delayed").size())
                .isEqualTo(redis.texts("KEYS bull:mail:repeat:s:*").size());
    }

    @Test
    void takesNewRulesWhileAJobIsInHand() {
        queue.poll();
        node.run("await queue('mail').upsertJobScheduler('s', { every: 3600000 }, { name: 'hold-1' });");
        await().until(() -> in("active").size() == 1 && in("delayed").size() == 1);
        JsonNode left = node.run("""
                for (const hours of [2, 3, 1]) {
                  await queue('mail').upsertJobScheduler('s', { every: hours * 3600000 }, { name: 'ok', data: { hours } });
                }
                return (await queue('mail').getJobScheduler('s')).every;
                """);
        assertThat(left.asLong()).isEqualTo(HOUR);
        letGo();
        await().until(() -> in("active").isEmpty() && in("wait").isEmpty());
        assertThat(in("delayed")).hasSize(1);
        node.run("await (await queue('mail').getJob('%s')).promote();"
                .formatted(in("delayed").get(0)));
        await().until(() ->
                queue.seen.stream().anyMatch(job -> job.data().toString().equals("{\"hours\":1}")));
        await().until(() -> in("active").isEmpty() && in("delayed").size() == 1);
        assertThat(queue.seenIds()).doesNotHaveDuplicates();
        assertThat(schedules()).containsExactly("s");
    }
}
