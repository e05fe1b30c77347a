package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a job owns its deduplication id, and when the latest of its duplicates comes in. */
class DeduplicationRulesIT extends OverRedis {
    private static NewJob latest(int n) {
        return new NewJob(
                "n",
                Buffer.buffer("{\"n\":" + n + "}"),
                JobOptions.DEFAULTS.withAttempts(2).withDeduplication(Deduplication.keepLast("d")));
    }

    private List<String> seenData() {
        return queue.seen.stream().map(job -> job.data().toString()).toList();
    }

    @Test
    void endsWithTheJob() {
        JobOptions once = JobOptions.DEFAULTS.withDeduplication(Deduplication.simple("d"));
        assertThat(queue.add(1, once)).containsExactly("1");
        assertThat(queue.add(1, once)).containsExactly("1");
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(redis.number("EXISTS bull:mail:de:d")).isZero();
        assertThat(queue.add(1, once)).doesNotContain("1");
        await().until(() -> queue.counts.settled.get() == 2);
    }

    @Test
    void outlastsTheJobForItsTime() {
        JobOptions throttled = JobOptions.DEFAULTS.withDeduplication(Deduplication.throttle("d", 60_000));
        queue.add(1, throttled);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(queue.add(1, throttled)).containsExactly("1");
        assertThat(redis.number("PTTL bull:mail:de:d")).isPositive();
    }

    @Test
    void bringsTheLatestDuplicateInWhenTheJobIsGivenUp() {
        queue.handler = job -> {
            Future<?> ready = job.attemptsStarted() == 1 && job.id().equals("1")
                    ? queue.producer.addAll(QUEUE, List.of(latest(2), latest(3)))
                    : Future.succeededFuture();
            return ready.map(added -> job.data().toString().contains("1")
                    ? Settlement.failed(job, "no luck")
                    : new Settlement.Complete("null"));
        };
        await(queue.producer.add(QUEUE, latest(1)));
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 1);
        assertThat(seenData()).containsExactly("{\"n\":1}", "{\"n\":1}", "{\"n\":3}");
        assertThat(redis.texts("KEYS bull:mail:d?:*")).isEmpty();
    }

    @Test
    void bringsTheLatestDuplicateIntoAPausedQueue() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler =
                job -> job.id().equals("1") ? gate.future() : Future.succeededFuture(new Settlement.Complete("null"));
        await(queue.producer.add(QUEUE, latest(1)));
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        await(queue.producer.add(QUEUE, latest(2)));
        redis.run("HSET bull:mail:meta paused 1 version bullmq:6.7.0");
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> redis.number("LLEN bull:mail:wait") == 1);
        assertThat(queue.seen).hasSize(1);
        redis.run("HDEL bull:mail:meta paused");
        redis.run("ZADD bull:mail:marker 0 0");
        await().until(() -> redis.number("ZCARD bull:mail:completed") == 2);
        assertThat(seenData()).containsExactly("{\"n\":1}", "{\"n\":2}");
    }
}
