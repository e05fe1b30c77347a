package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the failure of a child means to a parent that rests, waits, runs, or has a parent itself. */
class FlowFailuresIT extends OverRedis {
    private static final JobOptions PLAIN = JobOptions.DEFAULTS;
    private static final JobOptions FATAL = PLAIN.withChildFailure(ChildFailure.FAIL_PARENT);
    private static final JobOptions CONTINUED = PLAIN.withChildFailure(ChildFailure.CONTINUE_PARENT);

    @BeforeEach
    void work() {
        queue.handler = job -> Future.succeededFuture(
                job.name().startsWith("bad")
                        ? new Settlement.Fail(job.name())
                        : new Settlement.Complete("\"" + job.name() + "\""));
    }

    private static NewJob job(String name, JobOptions options) {
        return new NewJob(name, Buffer.buffer("{}"), options.withJobId(name));
    }

    private static FlowJob flow(String name, JobOptions options, FlowJob... children) {
        return new FlowJob(QUEUE, job(name, options), List.of(children));
    }

    private void add(FlowJob flow) {
        await(new FlowProducer(queue.setup, queue.link).add(flow));
    }

    private ParentJob parent() {
        return queue.producer.parent(QUEUE, "parent");
    }

    private List<String> in(String state) {
        return redis.texts("ZRANGE bull:mail:" + state + " 0 -1");
    }

    private String reason(String id) {
        return redis.text("HGET bull:mail:" + id + " failedReason");
    }

    @ParameterizedTest
    @ValueSource(strings = {"waiting-children", "delayed", "prioritized"})
    void failsAParentWhereverItIs(String state) {
        switch (state) {
            case "waiting-children" -> add(flow("parent", PLAIN, flow("bad", FATAL), flow("good", PLAIN)));
            case "delayed" -> addApart(PLAIN.withDelayMillis(60_000));
            default -> addApart(PLAIN.withPriority(5));
        }
        assertThat(in(state)).contains("parent");
        // One at a time: what is claimed together with its child is worked on already.
        redis.run("HSET bull:mail:meta concurrency 1");
        queue.poll();
        await().until(() -> in("failed").contains("parent"));
        assertThat(reason("parent")).isEqualTo("child bull:mail:bad failed");
        assertThat(queue.seenIds()).doesNotContain("parent");
    }

    private void addApart(JobOptions options) {
        await(queue.producer.add(QUEUE, job("parent", options)));
        await(queue.producer.add(QUEUE, job("bad", FATAL.withParent(parent()))));
    }

    @Test
    void removesAParentThatFailsWithItsChildByItsOwnRule() {
        add(flow("parent", PLAIN.withRemoveOnFail(Keep.NONE), flow("bad", FATAL)));
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 2);
        assertThat(redis.texts("KEYS bull:mail:parent*")).isEmpty();
        assertThat(in("failed")).containsExactly("bad");
    }

    @Test
    void failsTheParentOfAFailedParent() {
        add(flow("top", PLAIN, flow("parent", FATAL, flow("bad", FATAL))));
        queue.poll();
        await().until(() -> in("failed").contains("top"));
        assertThat(reason("top")).isEqualTo("child bull:mail:parent failed");
        assertThat(queue.seenIds()).containsExactly("bad");
    }

    @Test
    void failsAParentThatCompletesBeforeItsChildren() {
        queue.handler = job -> queue.producer
                .add(QUEUE, job("child", PLAIN.withDelayMillis(60_000).withParent(parent())))
                .map(added -> new Settlement.Complete("null"));
        await(queue.producer.add(QUEUE, job("parent", PLAIN)));
        queue.poll();
        await().until(() -> in("failed").contains("parent"));
        assertThat(reason("parent")).contains("pending");
        assertThat(redis.number("HGET bull:mail:parent atm")).isEqualTo(1);
    }

    /** The child fails while its parent is still worked on, which then completes or waits for it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsAParentThatWouldWaitForAFailedChild(boolean completes) {
        Settlement end = completes ? new Settlement.Complete("null") : new Settlement.AwaitChildren();
        queue.handler = job -> job.name().equals("parent")
                ? queue.producer
                        .add(QUEUE, job("bad", FATAL.withParent(parent())))
                        .compose(added -> Future.future(later -> queue.vertx.setTimer(300, due -> later.complete(end))))
                : Future.succeededFuture(new Settlement.Fail(job.name()));
        add(flow("top", PLAIN, flow("parent", FATAL.withAttempts(5))));
        queue.poll();
        await().until(() -> in("failed").contains("top"));
        assertThat(in("failed")).containsExactlyInAnyOrder("bad", "parent", "top");
        assertThat(reason("parent")).contains("child");
        assertThat(reason("top")).isEqualTo("child bull:mail:parent failed");
        assertThat(queue.seenIds()).containsExactly("parent", "bad");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, false", "100, 0, true", "0, 3, false"})
    void goesOnAtTheFirstFailedChild(int delay, int priority, boolean delayed) {
        add(flow(
                "parent",
                PLAIN.withDelayMillis(delay).withPriority(priority),
                flow("bad-first", CONTINUED),
                flow("late", PLAIN.withDelayMillis(60_000)),
                flow("bad-later", CONTINUED.withDelayMillis(300))));
        queue.handler = job -> job.name().startsWith("bad")
                ? Future.succeededFuture(new Settlement.Fail(job.name()))
                : Future.future(slow -> queue.vertx.setTimer(600, due -> slow.complete(new Settlement.Fail("enough"))));
        queue.poll();
        await().until(() -> queue.seenIds().equals(List.of("bad-first", "parent", "bad-later")));
        assertThat(redis.texts("HVALS bull:mail:parent:failed")).contains("bad-first");
        await().until(() -> queue.counts.settled.get() == 3);
        assertThat(queue.seenIds()).containsOnlyOnce("parent");
        String events = String.valueOf(redis.run("XRANGE bull:mail:events - +"));
        assertThat(events.contains("delayed, jobId, parent")).isEqualTo(delayed);
    }
}
