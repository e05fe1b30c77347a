package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one version of the official client takes for leavings and what it spares: nothing of a living job, whatever its state. */
abstract class OfficialOrphansContract extends OverOurJobs {
    private static final String ORPHANS = "return queue('mail').removeOrphanedJobs();";

    OfficialOrphansContract(String client) {
        super(client);
    }

    private List<String> keys() {
        return redis.texts("KEYS *").stream().sorted().toList();
    }

    @Test
    void takesNoJobForAnOrphanWhateverItsState() {
        assertThat(run(ORPHANS).asInt()).isZero();
        fillEveryState();
        List<String> before = keys();
        assertThat(run(ORPHANS).asInt()).isZero();
        assertThat(keys()).isEqualTo(before);
        queue.capacity = 1000;
        healed = true;
        letGo();
        run("await queue('mail').promoteJobs(); await queue('mail').retryJobs();");
        awaitCounts(17, 0);
    }

    @Test
    void removesOnlyWhatNoStateKnows() {
        reopen(new QueueFixture(
                redis, config -> QueueConfigs.finished(config, new FinishRules(Keep.ALL, Keep.ALL, 60))));
        queue.handler = job -> new JobUpdates(queue.link).log(job, "a row").compose(rows -> act(job));
        fillEveryState();
        add(job("w-id", PLAIN.withDeduplication(Deduplication.throttle("once", 300_000))));
        run("await queue('mail').upsertJobScheduler('a:b', { every: 3600000 });");
        List<String> ours = new ArrayList<>(keys());
        JsonNode removed = run("""
                for (let i = 0; i < 1500; i++) await redis.hset(`bull:mail:ghost-${i}`, 'name', 'n');
                for (const part of ['logs', 'dependencies', 'processed', 'failed', 'unsuccessful', 'lock']) {
                  await redis.set(`bull:mail:ghost-1:${part}`, 'x');
                }
                await redis.rpush('bull:mail:rows-only:logs', 'a row');
                const some = await queue('mail').removeOrphanedJobs(100, 10);
                let all = some;
                for (let removed = 1; removed; all += removed) removed = await queue('mail').removeOrphanedJobs();
                return [some, all];
                """);
        assertThat(removed.get(0).asInt()).isBetween(10, 300);
        assertThat(removed.get(1).asInt()).isGreaterThanOrEqualTo(1501);
        // The client takes the count of failures for a key of a job named "metrics"; our worker begins a new count.
        ours.remove("bull:mail:metrics:failed");
        assertThat(keys()).isEqualTo(ours);
        queue.capacity = 1000;
        letGo();
        awaitCounts(13, 3);
        run("await (await job('bad-1')).retry();");
        await().until(() -> redis.number("HGET bull:mail:metrics:failed count") == 1);
    }

    @Test
    void cleansAJobWithoutATime() {
        add("ok-1", "w-1");
        redis.run("HDEL bull:mail:ok-1 timestamp");
        redis.run("HDEL bull:mail:w-1 timestamp");
        assertThat(run("return queue('mail').clean(0, 1, 'wait');").toString()).isEqualTo("[\"ok-1\"]");
        queue.poll();
        awaitCounts(1, 0);
        assertThat(run("return queue('mail').clean(0, 100, 'completed');").toString())
                .isEqualTo("[\"w-1\"]");
        assertThat(keysOf("ok-1", "w-1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed"})
    void cleansJobsOfAScheduleAndLeavesTheNext(String state) {
        String name = state.equals("failed") ? "bad-s" : "ok-s";
        queue.poll();
        add(state.equals("failed") ? "bad-1" : "ok-1");
        run("await queue('mail').upsertJobScheduler('s', { every: 3600000 }, { name: '%s' });".formatted(name));
        await().until(() -> in(state).size() == 2);
        assertThat(run("return queue('mail').clean(0, 100, '%s');".formatted(state)))
                .hasSize(2);
        assertThat(run("return queue('mail').clean(0, 100, 'delayed');")).isEmpty();
        assertThat(in(state)).isEmpty();
        assertThat(in("repeat")).containsExactly("s");
        assertThat(in("delayed")).hasSize(1).allMatch(id -> id.startsWith("repeat:s:"));
        run("await queue('mail').promoteJobs();");
        await().until(() -> in(state).size() == 1);
        assertThat(in("delayed")).hasSize(1);
    }
}
