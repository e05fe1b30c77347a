package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators with one version of the official client make our jobs ready, and our worker takes them. */
abstract class OfficialOperatorContract extends OverOurJobs {
    private static final JobOptions LATE = PLAIN.withDelayMillis(60_000);

    OfficialOperatorContract(String client) {
        super(client);
    }

    /** Where this version keeps the ready jobs of a paused queue. */
    private String readyWhilePaused() {
        return client.equals("bullmq5") ? "paused" : "wait";
    }

    private void resume() {
        node.run("await queue('mail').resume();");
    }

    private void staysWithSeen(int jobs) {
        await().during(Duration.ofMillis(200)).until(() -> queue.seen.size() == jobs);
    }

    private void awaitSleep() {
        await().until(() -> redis.text("CLIENT LIST").contains("cmd=bzpopmin"));
    }

    @ParameterizedTest
    @CsvSource({"bad-1, failed, false", "bad-1, failed, true", "ok-1, completed, false", "ok-1, completed, true"})
    void retriesAFinishedJob(String id, String state, boolean reset) {
        queue.poll();
        add(id);
        await().until(() -> in(state).equals(List.of(id)));
        healed = true;
        node.run("""
                await (await queue('mail').getJob('%s')).retry('%s', { resetAttemptsMade: %s, resetAttemptsStarted: %s });
                """.formatted(id, state, reset, reset));
        await().until(() -> queue.counts.settled.get() == 2);
        Job again = List.copyOf(queue.seen).get(1);
        assertThat(again.attemptsMade()).isEqualTo(reset ? 0 : 1);
        assertThat(again.attemptsStarted()).isEqualTo(reset ? 1 : 2);
        awaitCounts(1, 0);
        String times = reset ? "1" : "2";
        assertThat(redis.texts("HMGET bull:mail:" + id + " atm ats returnvalue"))
                .containsExactly(times, times, "1");
        assertThat(redis.number("HEXISTS bull:mail:" + id + " failedReason")).isZero();
        assertThat(keysOf(id)).containsExactly("bull:mail:" + id);
    }

    @Test
    void retriesOnlyWhatIsFinished() {
        queue.poll();
        add("bad-1", "bad-2", "hold-1");
        awaitCounts(0, 2);
        await().until(() -> in("active").equals(List.of("hold-1")));
        healed = true;
        queue.capacity = 0;
        JsonNode told = node.run("""
                const tell = (job) => job.retry().then(() => 'done', (error) => error.message);
                const [gone, twice, held] = await Promise.all(['bad-1', 'bad-2', 'hold-1'].map((id) => queue('mail').getJob(id)));
                await gone.remove();
                return [await tell(gone), await tell(twice), await tell(twice), await tell(held)];
                """);
        assertThat(told)
                .extracting(JsonNode::asText)
                .containsExactly(
                        "Missing key for job bad-1. reprocessJob",
                        "done",
                        "Job bad-2 is not in the failed state. reprocessJob",
                        "Job hold-1 is not in the failed state. reprocessJob");
        queue.capacity = 10;
        letGo();
        awaitCounts(2, 0);
        assertThat(queue.seenIds()).containsExactlyInAnyOrder("bad-1", "bad-2", "hold-1", "bad-2");
        assertThat(keysOf("bad-1")).isEmpty();
    }

    @Test
    void keepsARetriedJobUntilThePausedQueueIsResumed() {
        queue.poll();
        add("bad-1");
        awaitCounts(0, 1);
        healed = true;
        node.run("await queue('mail').pause(); await (await queue('mail').getJob('bad-1')).retry();");
        assertThat(in(readyWhilePaused())).containsExactly("bad-1");
        staysWithSeen(1);
        resume();
        awaitCounts(1, 0);
        assertThat(queue.seenIds()).containsExactly("bad-1", "bad-1");
    }

    @Test
    void losesNoneOfTheJobsThatAnOlderClientPaused() {
        String version = redis.text("HGET bull:mail:meta version");
        redis.run("HSET bull:mail:meta paused 1 version bullmq:5.81.5");
        // More than the newest client moves in one call.
        List<String> old = queue.add(7100, PLAIN.withRemoveOnComplete(Keep.NONE));
        assertThat(redis.number("LLEN bull:mail:paused")).isEqualTo(7100);
        redis.run("HSET bull:mail:meta version " + version);
        List<String> young = queue.add(2, PLAIN.withRemoveOnComplete(Keep.NONE));
        resume();
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 7102);
        assertThat(queue.seenIds())
                .isEqualTo(Stream.concat(old.stream(), young.stream()).toList());
        assertThat(redis.number("EXISTS bull:mail:paused bull:mail:wait bull:mail:active"))
                .isZero();
    }

    @Test
    void promotesJobsByTheirPriority() {
        add(job("late-1", LATE), job("late-5", LATE.withPriority(5)), job("late-2", LATE), job("rest-9", LATE));
        add(job("p-9", PLAIN.withPriority(9)), job("ok-1", PLAIN));
        node.run("""
                for (const id of ['late-2', 'late-5', 'late-1']) await (await queue('mail').getJob(id)).promote();
                """);
        queue.poll();
        awaitCounts(5, 0);
        assertThat(queue.seenIds()).containsExactly("ok-1", "late-2", "late-1", "late-5", "p-9");
        assertThat(in("delayed")).containsExactly("rest-9");
    }

    @Test
    void wakesUpForAPromotedJob() {
        queue.poll();
        add(job("late-1", LATE));
        awaitSleep();
        node.run("await (await queue('mail').getJob('late-1')).promote();");
        await().atMost(Duration.ofSeconds(2)).until(() -> queue.counts.settled.get() == 1);
        assertThat(in("delayed")).isEmpty();
    }

    @Test
    void keepsAPromotedJobUntilThePausedQueueIsResumed() {
        queue.handler = job -> Future.succeededFuture(new Settlement.Complete("null"));
        queue.poll();
        add(job("late-1", LATE));
        node.run("await queue('mail').pause(); await (await queue('mail').getJob('late-1')).promote();");
        assertThat(in(readyWhilePaused())).containsExactly("late-1");
        staysWithSeen(0);
        resume();
        awaitCounts(1, 0);
    }
}
