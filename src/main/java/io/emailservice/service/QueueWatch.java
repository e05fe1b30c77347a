package io.emailservice.service;

import io.emailservice.delivery.Lanes;
import io.emailservice.message.Stream;
import io.emailservice.ops.Progress;
import io.emailservice.queue.DepthReader;
import io.emailservice.queue.QueueDepth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Looks at the queues every few seconds: gauges of their depth and age, and whether work waits that could be done, which
 * makes readiness depend on progress.
 */
final class QueueWatch extends VerticleBase implements Progress {
    private static final long PERIOD_MILLIS = 2_000;
    private static final QueueDepth NONE = new QueueDepth(0, 0, 0, 0, 0, 0, 0);

    private final DepthReader reader;
    private final Map<String, Stream> streams;
    private final Lanes lanes;
    private final Metrics metrics;
    private final Map<String, QueueDepth> depths = new ConcurrentHashMap<>();

    QueueWatch(DepthReader reader, Map<String, Stream> streams, Lanes lanes, Metrics metrics, MeterRegistry registry) {
        this.reader = reader;
        this.streams = Map.copyOf(streams);
        this.lanes = lanes;
        this.metrics = metrics;
        for (String queue : streams.keySet()) {
            gauge(registry, "waiting", queue, depth -> depth.waiting() + depth.prioritized());
            gauge(registry, "delayed", queue, QueueDepth::delayed);
            gauge(registry, "active", queue, QueueDepth::active);
            gauge(registry, "failed", queue, QueueDepth::failed);
            gauge(registry, "oldest.seconds", queue, depth -> depth.oldestWaitingMillis() / 1_000.0);
        }
        for (Stream stream : Stream.values()) {
            Gauge.builder("email.lane.in.flight", lanes, now -> now.inFlight(stream))
                    .description("Messages that are claimed and not settled")
                    .tag("stream", stream.wire())
                    .register(registry);
            Gauge.builder("email.lane.free", lanes, now -> now.free(stream))
                    .description("Messages that could be claimed now; 0 while every account is closed")
                    .tag("stream", stream.wire())
                    .register(registry);
        }
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(0, PERIOD_MILLIS, timer -> streams.keySet().forEach(this::look));
        return Future.succeededFuture();
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public boolean waiting() {
        return streams.entrySet().stream()
                .anyMatch(entry -> depth(entry.getKey()).oldestWaitingMillis() > 0 && lanes.free(entry.getValue()) > 0);
    }

    @Override
    public long completed() {
        return metrics.settledJobs();
    }

    /** Jobs that are ready to be claimed, as of the last look. Safe from any thread. */
    long notYetRead() {
        return depths.values().stream()
                .mapToLong(depth -> depth.waiting() + depth.prioritized())
                .sum();
    }

    /** While Redis is away the last known depth stays; the health check of Redis says why. */
    private void look(String queue) {
        reader.read(queue).onSuccess(depth -> depths.put(queue, depth));
    }

    private QueueDepth depth(String queue) {
        return depths.getOrDefault(queue, NONE);
    }

    private void gauge(MeterRegistry registry, String what, String queue, ToDoubleFunction<QueueDepth> value) {
        Gauge.builder("email.queue." + what, () -> value.applyAsDouble(depth(queue)))
                .tag("queue", queue)
                .strongReference(true)
                .register(registry);
    }
}
