package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When delayed jobs are due, and what wakes a worker for them. */
class DelayRulesIT extends OverRedis {
    @Test
    void takesAReadyJobWhileAnotherRests() {
        queue.add(1, JobOptions.DEFAULTS.withDelayMillis(60_000).withJobId("late"));
        queue.add(1, JobOptions.DEFAULTS.withJobId("ready"));
        queue.poll();
        await().until(() -> queue.seenIds().equals(List.of("ready")));
        queue.add(1, JobOptions.DEFAULTS.withPriority(2).withJobId("prioritised"));
        await().until(() -> queue.seenIds().equals(List.of("ready", "prioritised")));
        assertThat(redis.texts("ZRANGE bull:mail:delayed 0 -1")).containsExactly("late");
    }

    @Test
    void takesTheEarlierOfTwo() {
        queue.poll();
        queue.add(1, JobOptions.DEFAULTS.withDelayMillis(60_000).withJobId("late"));
        await().until(() -> redis.text("CLIENT LIST").contains("cmd=bzpopmin"));
        queue.add(1, JobOptions.DEFAULTS.withDelayMillis(100).withJobId("early"));
        await().atMost(Duration.ofSeconds(2)).until(() -> queue.seenIds().equals(List.of("early")));
    }

    @Test
    void takesJobsOfOneMillisecondInTheirOrder() {
        long now = System.currentTimeMillis();
        List<String> ids = queue.add(60, JobOptions.DEFAULTS.withTimestamp(now).withDelayMillis(300));
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 60);
        assertThat(queue.seenIds()).isEqualTo(ids);
    }

    @Test
    void takesDueJobsOnceEachInOrderWithSeveralWorkers() {
        long now = System.currentTimeMillis();
        List<NewJob> jobs = IntStream.range(0, 60)
                .mapToObj(i -> new NewJob(
                        "n",
                        Buffer.buffer("{}"),
                        JobOptions.DEFAULTS.withTimestamp(now).withDelayMillis(700 - i * 5L)))
                .toList();
        QueueFixture.await(queue.producer.addAll(QUEUE, jobs));
        try (QueueFixture other = new QueueFixture(redis)) {
            await().until(other.link::isUp);
            queue.poll();
            other.poll();
            await().until(() -> redis.number("ZCARD bull:mail:completed") == 60);
            List<String> all = new ArrayList<>(queue.seenIds());
            all.addAll(other.seenIds());
            assertThat(all).hasSize(60).doesNotHaveDuplicates();
            for (QueueFixture worker : List.of(queue, other)) {
                List<Integer> order =
                        worker.seenIds().stream().map(Integer::valueOf).toList();
                assertThat(order).isSortedAccordingTo((a, b) -> b - a);
            }
        }
    }

    @Test
    void getsDelayedJobsReadyWhileTheQueueIsPaused() {
        redis.run("HSET bull:mail:meta paused 1 version bullmq:6.7.0");
        queue.poll();
        queue.add(1, JobOptions.DEFAULTS.withDelayMillis(50));
        queue.add(1, JobOptions.DEFAULTS.withDelayMillis(60).withPriority(1));
        await().until(() -> redis.number("LLEN bull:mail:wait") == 1);
        await().until(() -> redis.number("ZCARD bull:mail:prioritized") == 1);
        assertThat(queue.seen).isEmpty();
        redis.run("HDEL bull:mail:meta paused");
        redis.run("ZADD bull:mail:marker 0 0");
        await().until(() -> queue.counts.settled.get() == 2);
    }

    @Test
    void findsADueJobWhoseMarkerIsGone() {
        queue.add(1, JobOptions.DEFAULTS.withDelayMillis(200));
        redis.run("DEL bull:mail:marker");
        queue.poll();
        await().atMost(Duration.ofSeconds(2)).until(() -> queue.counts.settled.get() == 1);
    }

    @Test
    void looksForJobsThatNobodyToldOf() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.asleep(config, Duration.ofMillis(300))));
        queue.poll();
        await().until(() -> redis.text("CLIENT LIST").contains("cmd=bzpopmin"));
        redis.run("HSET bull:mail:quiet name n data {} opts {} timestamp 1 delay 0 priority 0");
        redis.run("ZADD", "bull:mail:delayed", String.valueOf(System.currentTimeMillis() * 4096), "quiet");
        await().atMost(Duration.ofSeconds(3)).until(() -> queue.seenIds().equals(List.of("quiet")));
    }

    @Test
    void isNotHeldUpByFailuresThatRest() {
        queue.handler = job -> Future.succeededFuture(
                job.attemptsStarted() < 3 ? Settlement.failed(job, "not yet") : new Settlement.Complete("null"));
        queue.add(20, JobOptions.DEFAULTS.withAttempts(3).withBackoff(Backoff.fixed(60)));
        queue.add(20, JobOptions.DEFAULTS.withAttempts(3));
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 40);
        assertThat(queue.seen).hasSize(120);
    }
}
