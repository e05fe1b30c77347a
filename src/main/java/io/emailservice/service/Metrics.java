package io.emailservice.service;

import io.emailservice.api.ApiMetrics;
import io.emailservice.delivery.DeliveryMetrics;
import io.emailservice.delivery.Verdict;
import io.emailservice.message.Stream;
import io.emailservice.ops.Labelled;
import io.emailservice.ops.Meters;
import io.emailservice.queue.QueueMetrics;
import io.emailservice.queue.ScheduleEnd;
import io.emailservice.queue.Settlement;
import io.emailservice.store.StoreMetrics;
import io.emailservice.webhook.Backlog;
import io.emailservice.webhook.FeedbackMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the rooms measure, as meters. Labels are bounded: queues, streams, kinds and writers, never messages, addresses
 * or campaigns.
 */
final class Metrics implements QueueMetrics, StoreMetrics, DeliveryMetrics, ApiMetrics, FeedbackMetrics {
    private final MeterRegistry registry;
    private final Labelled<Counter> claimed;
    private final Labelled<Counter> settled;
    private final Labelled<Counter> lost;
    private final Labelled<Counter> stalled;
    private final Labelled<Counter> scheduled;
    private final Labelled<Counter> scheduleEnds;
    private final Counter reconnects;
    private final Counter refused;
    private final Labelled<Counter> broken;
    private final Labelled<Counter> dropped;
    private final Labelled<Timer> statements;
    private final Labelled<Counter> retries;
    private final Labelled<Counter> failed;
    private final Labelled<Counter> verdicts;
    private final Labelled<Counter> requests;
    private final Labelled<Counter> feedback;
    private final Counter posts;
    private final Counter skipped;
    private final Counter givenUp;
    private final AtomicLong feedbackAge = new AtomicLong();
    private final Map<Stream, Timer> deliveries = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> batches = new ConcurrentHashMap<>();
    private final LongAdder settledJobs = new LongAdder();

    Metrics(MeterRegistry registry) {
        Meters meters = new Meters(registry);
        this.registry = registry;
        this.claimed = meters.counters("email_queue_claimed", "Jobs claimed", "queue");
        this.settled = meters.counters("email_queue_settled", "Jobs whose settlement Redis confirmed", "queue", "kind");
        this.lost = meters.counters("email_queue_lost", "Jobs in hand that another worker may have", "queue");
        this.stalled = meters.counters("email_queue_stalled", "Jobs given back after their worker was lost", "queue");
        this.scheduled = meters.counters("email_queue_scheduled", "Next jobs made for schedules", "queue");
        this.scheduleEnds =
                meters.counters("email_queue_schedule_ends", "Schedules whose last job came", "queue", "reason");
        this.reconnects = meters.counter("email_redis_reconnects", "Connections to Redis made again");
        this.refused = meters.counter("email_redis_refused", "Calls that Redis refused for a reason of its own");
        this.broken = meters.counters("email_queue_broken", "Calls that a wrong key of the queue made fail", "queue");
        this.dropped = meters.counters("email_queue_dropped", "Ids in lists without a job behind them", "queue");
        this.statements = meters.timers("email_store_statement", "Statements of the batched writers", "writer");
        this.retries = meters.counters("email_store_retries", "Statements tried again", "writer");
        this.failed = meters.counters("email_store_failed", "Rows given back as failures", "writer");
        this.verdicts = meters.counters("email_delivery_verdicts", "What became of jobs", "verdict");
        this.posts = meters.counter("email_feedback_posts", "Kept posts that were read");
        this.feedback = meters.counters("email_feedback_events", "Feedback in posts: fresh, repeat, orphan", "kind");
        this.skipped = meters.counter("email_feedback_skipped", "Kept posts that could not be applied");
        this.givenUp = meters.counter("email_feedback_given_up", "Feedback whose message was never found");
        registry.gauge("email_feedback_age_seconds", feedbackAge, age -> age.get() / 1_000.0);
        this.requests = meters.counters("email_intake_requests", "Send requests by answer", "entrance", "code");
    }

    /** Jobs settled so far; it only grows. */
    long settledJobs() {
        return settledJobs.sum();
    }

    @Override
    public void claimed(String queue, int jobs) {
        claimed.with(queue).increment(jobs);
    }

    @Override
    public void settled(String queue, Settlement.Kind kind, int jobs) {
        settledJobs.add(jobs);
        settled.with(queue, kind.name().toLowerCase(Locale.ROOT)).increment(jobs);
    }

    @Override
    public void settleBatch(String queue, int jobs) {
        batch("email_queue_settle_batch", "queue", queue, jobs);
    }

    @Override
    public void lost(String queue, int jobs) {
        lost.with(queue).increment(jobs);
    }

    @Override
    public void stalled(String queue, int jobs) {
        stalled.with(queue).increment(jobs);
    }

    @Override
    public void scheduled(String queue, int jobs) {
        scheduled.with(queue).increment(jobs);
    }

    @Override
    public void scheduleEnded(String queue, ScheduleEnd reason) {
        scheduleEnds.with(queue, reason.name().toLowerCase(Locale.ROOT)).increment();
    }

    @Override
    public void reconnected() {
        reconnects.increment();
    }

    @Override
    public void refused() {
        refused.increment();
    }

    @Override
    public void broken(String queue) {
        broken.with(queue).increment();
    }

    @Override
    public void dropped(String queue, int ids) {
        dropped.with(queue).increment(ids);
    }

    @Override
    public void batch(String writer, int rows, long nanos) {
        batch("email_store_batch_rows", "writer", writer, rows);
        statements.with(writer).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void retried(String writer) {
        retries.with(writer).increment();
    }

    @Override
    public void failed(String writer, int rows) {
        failed.with(writer).increment(rows);
    }

    @Override
    public void delivered(Stream stream, Verdict verdict, long nanos) {
        deliveries.computeIfAbsent(stream, this::delivery).record(nanos, TimeUnit.NANOSECONDS);
        verdicts.with(verdict.kind()).increment();
    }

    @Override
    public void answered(String entrance, int code) {
        requests.with(entrance, Integer.toString(code)).increment();
    }

    @Override
    public void read(Backlog.Round round, Duration age) {
        posts.increment(round.posts());
        feedback.with("fresh").increment(round.fresh());
        feedback.with("repeat").increment(round.repeats());
        feedback.with("orphan").increment(round.orphans());
        feedbackAge.set(age.toMillis());
    }

    @Override
    public void skipped() {
        skipped.increment();
    }

    @Override
    public void retried(Backlog.Tried tried) {
        givenUp.increment(tried.reported());
    }

    /** Once per statement or settlement batch, so the look-up doesn't matter. */
    private void batch(String name, String label, String value, int size) {
        batches.computeIfAbsent(name + value, absent -> registry.summary(name, label, value))
                .record(size);
    }

    private Timer delivery(Stream stream) {
        return Timer.builder("email_delivery")
                .description("From a claimed job to its verdict")
                .tag("stream", stream.wire())
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }
}
