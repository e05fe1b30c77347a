package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one version of the official client does to all of our jobs at once, and how our worker goes on after it. */
abstract class OfficialJanitorContract extends OverOurJobs {
    OfficialJanitorContract(String client) {
        super(client);
    }

    @Test
    void tellsOfARemoval() {
        queue.poll();
        add("ok-1", "bad-1", "rest-1");
        awaitCounts(1, 1);
        await().until(() -> in("delayed").size() == 1);
        JsonNode heard = node.run("""
                const heard = [];
                // From the beginning on: a reader of what is new may begin too late.
                const events = new bullmq.QueueEvents('mail', { connection, lastEventId: '0-0' });
                const all = new Promise((resolve) => events.on('removed', ({ jobId, prev }) => {
                  if (heard.push(`${jobId} ${prev}`) === 3) resolve();
                }));
                for (const id of ['ok-1', 'bad-1', 'rest-1']) await (await queue('mail').getJob(id)).remove();
                await all;
                await events.close();
                return heard;
                """);
        assertThat(heard.toString()).isEqualTo("[\"ok-1 completed\",\"bad-1 failed\",\"rest-1 delayed\"]");
        assertThat(keysOf("ok-1", "bad-1", "rest-1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void drainsWhatIsNotStarted(boolean delayedToo, boolean paused) {
        queue.poll();
        add("ok-1", "hold-1", "rest-1");
        awaitCounts(1, 0);
        await().until(() -> in("delayed").size() == 1 && in("active").size() == 1);
        queue.capacity = 0;
        add("w-1", "w-2");
        add(job("p-1", PLAIN.withPriority(1)), job("later-1", PLAIN.withDelayMillis(300_000)));
        JsonNode counts = node.run("""
                const [delayedToo, paused] = [%s, %s];
                if (paused) await queue('mail').pause();
                const before = await queue('mail').count();
                await queue('mail').drain(delayedToo);
                const after = await queue('mail').count();
                if (paused) await queue('mail').resume();
                return [before, after];
                """.formatted(delayedToo, paused));
        assertThat(counts.toString()).isEqualTo(delayedToo ? "[5,0]" : "[5,2]");
        assertThat(keysOf("w-1", "w-2", "p-1")).isEmpty();
        assertThat(keysOf("rest-1", "later-1")).hasSize(delayedToo ? 0 : 2);
        queue.capacity = 1000;
        letGo();
        add("ok-2");
        awaitCounts(3, 0);
        assertThat(queue.seenIds()).containsOnlyOnce("ok-2").doesNotContain("w-1", "w-2", "p-1");
    }

    @Test
    void makesFailedJobsReadyAllOrUntilATime() {
        queue.poll();
        for (int i = 1; i < 4; i++) {
            add("bad-" + i);
            awaitCounts(0, i);
        }
        healed = true;
        node.run("""
                const second = await queue('mail').getJob('bad-2');
                await queue('mail').retryJobs({ state: 'failed', timestamp: second.finishedOn });
                """);
        awaitCounts(2, 1);
        assertThat(in("failed")).containsExactly("bad-3");
        node.run("await queue('mail').retryJobs({ count: 1 });");
        awaitCounts(3, 0);
        assertThat(queue.seenIds()).containsExactly("bad-1", "bad-2", "bad-3", "bad-1", "bad-2", "bad-3");
        assertThat(redis.texts("HMGET bull:mail:bad-3 returnvalue failedReason"))
                .containsExactly("1", "null");
    }

    @Test
    void makesCompletedJobsReady() {
        queue.poll();
        add("ok-1", "ok-2", "ok-3");
        awaitCounts(3, 0);
        node.run("await queue('mail').retryJobs({ state: 'completed', count: 2 });");
        await().until(() -> queue.counts.settled.get() == 6);
        awaitCounts(3, 0);
        assertThat(queue.seenIds()).containsExactly("ok-1", "ok-2", "ok-3", "ok-1", "ok-2", "ok-3");
    }

    @Test
    void keepsRetriedJobsUntilTheQueueIsResumed() {
        queue.poll();
        add("bad-1", "bad-2");
        awaitCounts(0, 2);
        healed = true;
        JsonNode counts = node.run("""
                await queue('mail').pause();
                await queue('mail').retryJobs({ state: 'failed' });
                return [await queue('mail').getFailedCount(), await queue('mail').count()];
                """);
        assertThat(counts.toString()).isEqualTo("[0,2]");
        assertThat(queue.seen).hasSize(2);
        node.run("await queue('mail').resume();");
        awaitCounts(2, 0);
        assertThat(queue.seenIds()).containsExactly("bad-1", "bad-2", "bad-1", "bad-2");
    }

    @Test
    void promotesAllDelayedJobs() {
        queue.poll();
        add(
                job("later-2", PLAIN.withDelayMillis(400_000)),
                job("later-1", PLAIN.withDelayMillis(300_000)),
                job("later-p", PLAIN.withDelayMillis(200_000).withPriority(2)),
                job("rest-1", PLAIN));
        await().until(() -> in("delayed").size() == 4);
        queue.capacity = 0;
        healed = true;
        node.run("await queue('mail').promoteJobs({ count: 2 });");
        assertThat(in("delayed")).isEmpty();
        queue.capacity = 1000;
        awaitCounts(4, 0);
        // The client makes them ready in the order in which they are due, whatever their priority.
        assertThat(queue.seenIds()).containsExactly("rest-1", "later-p", "later-1", "rest-1", "later-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "waiting", "prioritized", "delayed"})
    void cleansJobsThatAreNotStarted(String state) {
        queue.capacity = 0;
        queue.poll();
        JobOptions options =
                switch (state) {
                    case "prioritized" -> PLAIN.withPriority(3);
                    case "delayed" -> PLAIN.withDelayMillis(300_000);
                    default -> PLAIN;
                };
        add(job("c-1", options), job("c-2", options), job("c-3", options));
        JsonNode cleaned = node.run("""
                const told = [];
                const tell = (ids, state) => told.push(`${ids.length} ${state}`);
                queue('mail').on('cleaned', tell);
                const cleaned = [await queue('mail').clean(3600000, 10, '%1$s'), await queue('mail').clean(0, 2, '%1$s'),
                  told];
                queue('mail').off('cleaned', tell);
                return cleaned;
                """.formatted(state));
        String told = state.equals("waiting") ? "wait" : state;
        assertThat(cleaned.get(0)).isEmpty();
        assertThat(cleaned.get(1)).hasSize(2);
        assertThat(cleaned.get(2).toString()).isEqualTo("[\"0 " + told + "\",\"2 " + told + "\"]");
        assertThat(keysOf("c-1", "c-2", "c-3")).hasSize(1);
        node.run("await queue('mail').clean(0, 10, '%s');".formatted(state));
        assertThat(keysOf("c-1", "c-2", "c-3")).isEmpty();
        queue.capacity = 1000;
        add("ok-1");
        awaitCounts(1, 0);
        assertThat(queue.seenIds()).containsExactly("ok-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed"})
    void cleansNoMoreFinishedJobsThanAsked(String state) {
        queue.poll();
        String name = state.equals("failed") ? "bad-" : "ok-";
        assertThat(clean(0, 0, state)).isEmpty();
        for (int i = 1; i < 5; i++) {
            add(name + i);
            int finished = i;
            await().until(() -> in(state).size() == finished);
        }
        assertThat(clean(3_600_000, 0, state)).isEmpty();
        redis.run("ZADD bull:mail:" + state + " 1 " + name + "1");
        assertThat(clean(3_600_000, 0, state)).containsExactly(name + "1");
        assertThat(clean(0, 1, state)).containsExactly(name + "2");
        assertThat(clean(0, 100, state)).containsExactly(name + "3", name + "4");
        assertThat(keysOf(name + "*")).isEmpty();
        assertThat(in(state)).isEmpty();
    }

    private List<String> clean(long grace, int limit, String state) {
        List<String> ids = new ArrayList<>();
        node.run("return queue('mail').clean(%d, %d, '%s');".formatted(grace, limit, state))
                .forEach(id -> ids.add(id.asText()));
        return ids;
    }
}
