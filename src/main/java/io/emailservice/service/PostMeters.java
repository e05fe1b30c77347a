package io.emailservice.service;

import io.emailservice.ops.Labelled;
import io.emailservice.ops.Meters;
import io.emailservice.webhook.Inbox.Receipt;
import io.emailservice.webhook.RawPost;
import io.emailservice.webhook.WebhookMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the webhook room measures, as meters. Labels are providers, causes and queues, never what a post says. */
final class PostMeters implements WebhookMetrics {
    private final MeterRegistry registry;
    private final Labelled<Counter> stored;
    private final Labelled<Counter> refused;
    private final Labelled<Counter> handshakes;
    private final Labelled<Counter> received;
    private final Labelled<Counter> deleted;
    private final Labelled<Counter> failed;
    private final Map<String, Timer> commits = new ConcurrentHashMap<>();

    PostMeters(MeterRegistry registry) {
        Meters meters = new Meters(registry);
        this.registry = registry;
        this.stored =
                meters.counters("email_posts_stored", "Posts of providers that are kept", "provider", "way", "receipt");
        this.refused = meters.counters("email_posts_refused", "Posts that aren't taken", "provider", "cause");
        this.handshakes =
                meters.counters("email_posts_handshakes", "Subscriptions asked for or ended", "provider", "kind");
        this.received = meters.counters("email_sqs_received", "Messages out of queues", "queue");
        this.deleted = meters.counters("email_sqs_deleted", "Messages removed after their commit", "queue");
        this.failed = meters.counters("email_sqs_failed", "Calls to SQS that failed", "queue", "call");
    }

    @Override
    public void stored(String provider, RawPost.Way way, Receipt receipt, Duration took) {
        stored.with(provider, lower(way), lower(receipt)).increment();
        commits.computeIfAbsent(provider, this::commit).record(took);
    }

    @Override
    public void refused(String provider, String cause) {
        refused.with(provider, cause).increment();
    }

    @Override
    public void handshake(String provider, boolean ending) {
        handshakes.with(provider, ending ? "ended" : "confirmed").increment();
    }

    @Override
    public void received(String queue, int messages) {
        received.with(queue).increment(messages);
    }

    @Override
    public void deleted(String queue, int messages) {
        deleted.with(queue).increment(messages);
    }

    @Override
    public void queueFailed(String queue, String call) {
        failed.with(queue, call).increment();
    }

    private Timer commit(String provider) {
        return Timer.builder("email_posts_commit")
                .description("From the head of a post to its commit")
                .tag("provider", provider)
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
