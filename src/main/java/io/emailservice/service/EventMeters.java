package io.emailservice.service;

import io.emailservice.event.EventMetrics;
import io.emailservice.event.Part;
import io.emailservice.ops.Labelled;
import io.emailservice.ops.Meters;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the relays measure, as meters labelled by sink. Safe from any thread. */
final class EventMeters implements EventMetrics {
    private final Meters meters;
    private final Clock clock;
    private final Labelled<Counter> published;
    private final Labelled<Counter> failed;
    private final Map<Part, Instant> waiting = new ConcurrentHashMap<>();

    EventMeters(Meters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        this.published = meters.counters("email_events_published", "Events that a sink took", "sink");
        this.failed = meters.counters("email_events_failed", "Batches that come again", "sink");
    }

    /** Makes the gauge of a sink. */
    void watch(String sink) {
        meters.gauge(
                "email_events_behind_seconds",
                "Age of the oldest event that waits for the sink, as far as this node relays",
                () -> behind(sink).toMillis() / 1_000.0,
                "sink",
                sink);
    }

    /** How long the oldest event has been waiting for a sink, among the parts of this node. */
    Duration behind(String sink) {
        return waiting.entrySet().stream()
                .filter(entry -> label(entry.getKey().sink()).equals(sink))
                .map(entry -> Duration.between(entry.getValue(), clock.instant()))
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    @Override
    public void published(String sink, int events) {
        published.with(label(sink)).increment(events);
    }

    @Override
    public void failed(String sink) {
        failed.with(label(sink)).increment();
    }

    @Override
    public void waiting(Part part, @Nullable Instant since) {
        if (since == null) {
            waiting.remove(part);
        } else {
            waiting.put(part, since);
        }
    }

    /** One for all endpoints: labels must be few. */
    private static String label(String sink) {
        int slash = sink.indexOf('/');
        return slash < 0 ? sink : sink.substring(0, slash);
    }
}
