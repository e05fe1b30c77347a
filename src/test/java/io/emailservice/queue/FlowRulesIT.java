package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When parents are worked on, and what they find of their children. */
class FlowRulesIT extends OverRedis {
    private static final JobOptions PLAIN = JobOptions.DEFAULTS;

    /** Jobs whose name begins with {@code bad} fail for good; the others give their name back. */
    @BeforeEach
    void work() {
        queue.handler = job ->
                Future.succeededFuture(job.name().startsWith("bad") ? new Settlement.Fail(job.name()) : done(job));
    }

    private static Settlement done(Job job) {
        return new Settlement.Complete("\"" + job.name() + "\"");
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

    private void addAndWork(FlowJob flow) {
        add(flow);
        queue.poll();
    }

    private List<String> in(String state) {
        return redis.texts("ZRANGE bull:mail:" + state + " 0 -1");
    }

    @Test
    void keepsTheResultsOfChildrenThatAreRemoved() {
        addAndWork(flow(
                "parent",
                PLAIN,
                flow("gone", PLAIN.withRemoveOnComplete(Keep.NONE)),
                flow("old", PLAIN.withRemoveOnComplete(Keep.forSeconds(1))),
                flow("bad", PLAIN.withRemoveOnFail(Keep.NONE))));
        await().until(() -> in("completed").contains("parent"));
        assertThat(redis.texts("HVALS bull:mail:parent:processed")).containsExactlyInAnyOrder("\"gone\"", "\"old\"");
        assertThat(redis.number("EXISTS bull:mail:gone bull:mail:bad")).isZero();
        assertThat(redis.texts("HMGET bull:mail:parent ats atm")).containsExactly("1", "1");
    }

    @Test
    void worksOnAChainFromItsEnd() {
        addAndWork(flow("a", PLAIN, flow("b", PLAIN, flow("c", PLAIN, flow("d", PLAIN)))));
        await().until(() -> queue.counts.settled.get() == 4);
        assertThat(queue.seenIds()).containsExactly("d", "c", "b", "a");
    }

    @Test
    void goesOnWithoutFailedChildren() {
        addAndWork(flow(
                "parent",
                PLAIN,
                flow("bad-ignored", PLAIN.withChildFailure(ChildFailure.IGNORE)),
                flow("bad-removed", PLAIN.withChildFailure(ChildFailure.REMOVE)),
                flow("good", PLAIN)));
        await().until(() -> in("completed").contains("parent"));
        assertThat(redis.texts("HVALS bull:mail:parent:failed")).containsExactly("bad-ignored");
        assertThat(redis.texts("HVALS bull:mail:parent:processed")).containsExactly("\"good\"");
        assertThat(redis.number("EXISTS bull:mail:parent:dependencies")).isZero();
    }

    @Test
    void waitsForAFailedChildWithoutARule() {
        addAndWork(flow("parent", PLAIN, flow("bad", PLAIN), flow("good", PLAIN)));
        await().until(() -> queue.counts.settled.get() == 2);
        await().during(Duration.ofMillis(200))
                .until(() -> in("waiting-children").contains("parent"));
        assertThat(redis.texts("SMEMBERS bull:mail:parent:dependencies")).containsExactly("bull:mail:bad");
    }

    @Test
    void takesChildrenByPriority() {
        addAndWork(flow(
                "parent",
                PLAIN,
                flow("three", PLAIN.withPriority(3)),
                flow("one", PLAIN.withPriority(1)),
                flow("two", PLAIN.withPriority(2)),
                flow("plain", PLAIN)));
        await().until(() -> queue.counts.settled.get() == 5);
        assertThat(queue.seenIds()).containsExactly("plain", "one", "two", "three", "parent");
    }

    @Test
    void waitsForAChildThatIsRetried() {
        queue.handler = job -> Future.succeededFuture(
                job.name().equals("child") && job.attemptsStarted() == 1
                        ? Settlement.failed(job, "not yet")
                        : done(job));
        addAndWork(flow("parent", PLAIN, flow("child", PLAIN.withAttempts(2).withBackoff(Backoff.fixed(100)))));
        await().until(() -> in("completed").contains("parent"));
        assertThat(queue.seenIds()).containsExactly("child", "child", "parent");
    }

    @Test
    void takesChildrenAddedLater() {
        ParentJob parent = queue.producer.parent(QUEUE, "parent");
        queue.handler = job -> job.name().equals("first")
                ? queue.producer
                        .add(QUEUE, job("second", PLAIN.withDelayMillis(100).withParent(parent)))
                        .map(added -> done(job))
                : Future.succeededFuture(done(job));
        addAndWork(flow("parent", PLAIN, flow("first", PLAIN)));
        await().until(() -> in("completed").contains("parent"));
        assertThat(queue.seenIds()).containsExactly("first", "second", "parent");
    }

    @Test
    void keepsTheDelaysOfAFlow() {
        long start = System.currentTimeMillis();
        addAndWork(flow("parent", PLAIN.withDelayMillis(150), flow("child", PLAIN.withDelayMillis(150))));
        await().until(() -> in("completed").contains("parent"));
        assertThat(queue.seenIds()).containsExactly("child", "parent");
        assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(300);
    }

    @Test
    void keepsAParentInItsPausedQueue() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.queues(config, Map.of(QUEUE, 1, "post", 1))));
        work();
        redis.run("HSET bull:post:meta paused 1 version bullmq:6.7.0");
        addAndWork(new FlowJob("post", job("parent", PLAIN), List.of(flow("child", PLAIN))));
        await().until(() -> redis.number("LLEN bull:post:wait") == 1);
        assertThat(queue.seenIds()).containsExactly("child");
        redis.run("HDEL bull:post:meta paused");
        redis.run("ZADD bull:post:marker 0 0");
        await().until(() -> redis.number("ZCARD bull:post:completed") == 1);
    }

    @Test
    void leavesNothingOfARemovedParent() {
        addAndWork(flow(
                "parent",
                PLAIN.withRemoveOnComplete(Keep.NONE),
                flow("child", PLAIN.withRemoveOnComplete(Keep.NONE)),
                flow("bad", PLAIN.withRemoveOnFail(Keep.NONE).withChildFailure(ChildFailure.IGNORE))));
        await().until(() -> queue.counts.settled.get() == 3);
        assertThat(redis.texts("KEYS bull:mail:*")).noneMatch(key -> key.matches(".*:(parent|child|bad).*"));
    }
}
