package io.emailservice.service;

import io.emailservice.api.ApiMetrics;
import io.emailservice.delivery.DeliveryMetrics;
import io.emailservice.delivery.Verdict;
import io.emailservice.message.Stream;
import io.emailservice.queue.QueueMetrics;
import io.emailservice.queue.Settlement;
import io.emailservice.store.StoreMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the rooms measure, as meters. Labels are bounded: queues, streams, kinds and writers, never messages, addresses
 * or campaigns. Meters are looked up once per name and label, then kept.
 */
final class Metrics implements QueueMetrics, StoreMetrics, DeliveryMetrics, ApiMetrics {
    private final MeterRegistry registry;
    private final LongAdder settledJobs = new LongAdder();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Stream, Timer> deliveries = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> summaries = new ConcurrentHashMap<>();

    Metrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void claimed(String queue, int jobs) {
        counter("email.queue.claimed", "queue", queue).increment(jobs);
    }

    /** Jobs settled so far; it only grows. */
    long settledJobs() {
        return settledJobs.sum();
    }

    @Override
    public void settled(String queue, Settlement.Kind kind, int jobs) {
        settledJobs.add(jobs);
        counters.computeIfAbsent("email.queue.settled" + queue + kind, absent -> Counter.builder("email.queue.settled")
                        .description("Jobs whose settlement Redis confirmed")
                        .tag("queue", queue)
                        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                        .register(registry))
                .increment(jobs);
    }

    @Override
    public void settleBatch(String queue, int jobs) {
        summary("email.queue.settle.batch", "queue", queue).record(jobs);
    }

    @Override
    public void lost(String queue, int jobs) {
        counter("email.queue.lost", "queue", queue).increment(jobs);
    }

    @Override
    public void stalled(String queue, int jobs) {
        counter("email.queue.stalled", "queue", queue).increment(jobs);
    }

    @Override
    public void reconnected() {
        counter("email.redis.reconnects", "to", "redis").increment();
    }

    @Override
    public void batch(String writer, int rows, long nanos) {
        summary("email.store.batch.rows", "writer", writer).record(rows);
        timer("email.store.statement", "writer", writer).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void retried(String writer) {
        counter("email.store.retries", "writer", writer).increment();
    }

    @Override
    public void failed(String writer, int rows) {
        counter("email.store.failed", "writer", writer).increment(rows);
    }

    @Override
    public void delivered(Stream stream, Verdict verdict, long nanos) {
        deliveries
                .computeIfAbsent(stream, absent -> Timer.builder("email.delivery")
                        .description("From a claimed job to its verdict")
                        .tag("stream", stream.wire())
                        .publishPercentiles(0.5, 0.99)
                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
        counter("email.delivery.verdicts", "verdict", verdict.kind()).increment();
    }

    @Override
    public void answered(String entrance, int code) {
        counters.computeIfAbsent("email.intake" + entrance + code, absent -> Counter.builder("email.intake.requests")
                        .description("Send requests by entrance and answer")
                        .tag("entrance", entrance)
                        .tag("code", Integer.toString(code))
                        .register(registry))
                .increment();
    }

    private Counter counter(String name, String label, String value) {
        return counters.computeIfAbsent(name + value, absent -> registry.counter(name, label, value));
    }

    private DistributionSummary summary(String name, String label, String value) {
        return summaries.computeIfAbsent(name + value, absent -> registry.summary(name, label, value));
    }

    private Timer timer(String name, String label, String value) {
        return timers.computeIfAbsent(name + value, absent -> Timer.builder(name)
                .tag(label, value)
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10))
                .register(registry));
    }
}
