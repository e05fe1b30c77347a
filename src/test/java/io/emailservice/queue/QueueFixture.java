package io.emailservice.queue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A poller on a test Redis, with short times, a handler that can be changed, and counters. */
final class QueueFixture implements AutoCloseable {
    static final String QUEUE = "mail";

    final TestRedis redis;
    final Vertx vertx = Vertx.vertx();
    final QueueSetup setup;
    final RedisLink link;
    final JobProducer producer;
    final Counts counts = new Counts();
    final Queue<Job> seen = new ConcurrentLinkedQueue<>();
    volatile JobHandler handler = job -> Future.succeededFuture(new Settlement.Complete("null"));
    volatile int capacity = 1000;
    volatile boolean recording = true;
    private @Nullable String deployment;

    QueueFixture(TestRedis redis) {
        this(redis, config -> config);
    }

    QueueFixture(TestRedis redis, Function<QueueConfig, QueueConfig> change) {
        this.redis = redis;
        this.setup = new QueueSetup(change.apply(QueueConfigs.usual(redis.url())), counts, Clock.systemUTC());
        this.link = new RedisLink(vertx, setup);
        this.producer = new JobProducer(setup, link);
        link.open();
    }

    void poll() {
        JobPoller poller = new JobPoller(
                setup,
                link,
                new JobHandler() {
                    @Override
                    public Future<Settlement> handle(Job job) {
                        if (recording) {
                            seen.add(job);
                        }
                        return handler.handle(job);
                    }

                    @Override
                    public Future<Settlement> handleLost(Job job, String reason) {
                        return handler.handleLost(job, reason);
                    }
                },
                queue -> capacity);
        deployment = vertx.deployVerticle(poller).await();
    }

    void undeploy() {
        if (deployment != null) {
            vertx.undeploy(deployment).await();
            deployment = null;
        }
    }

    @CanIgnoreReturnValue
    List<String> add(int jobs, JobOptions options) {
        List<NewJob> all = java.util.stream.IntStream.range(0, jobs)
                .mapToObj(i -> new NewJob("send", Buffer.buffer("{\"n\":" + i + "}"), options))
                .toList();
        return await(producer.addAll(QUEUE, all));
    }

    List<String> seenIds() {
        return seen.stream().map(Job::id).toList();
    }

    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        undeploy();
        await(link.close());
        vertx.close().await();
    }

    /** Counts what the room reports. */
    static final class Counts implements QueueMetrics {
        final AtomicInteger claimed = new AtomicInteger();
        final AtomicInteger settled = new AtomicInteger();
        final AtomicInteger lost = new AtomicInteger();
        final AtomicInteger stalled = new AtomicInteger();
        final AtomicInteger reconnects = new AtomicInteger();
        final Queue<ScheduleEnd> scheduleEnds = new ConcurrentLinkedQueue<>();
        final AtomicInteger refused = new AtomicInteger();
        final AtomicInteger broken = new AtomicInteger();
        final AtomicInteger dropped = new AtomicInteger();

        @Override
        public void claimed(String queue, int jobs) {
            claimed.addAndGet(jobs);
        }

        @Override
        public void settled(String queue, Settlement.Kind kind, int jobs) {
            settled.addAndGet(jobs);
        }

        @Override
        public void lost(String queue, int jobs) {
            lost.addAndGet(jobs);
        }

        @Override
        public void stalled(String queue, int jobs) {
            stalled.addAndGet(jobs);
        }

        @Override
        public void scheduleEnded(String queue, ScheduleEnd reason) {
            scheduleEnds.add(reason);
        }

        @Override
        public void reconnected() {
            reconnects.incrementAndGet();
        }

        @Override
        public void refused() {
            refused.incrementAndGet();
        }

        @Override
        public void broken(String queue) {
            broken.incrementAndGet();
        }

        @Override
        public void dropped(String queue, int ids) {
            dropped.addAndGet(ids);
        }
    }
}
