package io.emailservice.service;

import io.emailservice.delivery.LiveJobs;
import io.emailservice.delivery.SweepMetrics;
import io.emailservice.message.MessageState;
import io.emailservice.ops.Labelled;
import io.emailservice.ops.Meters;
import io.emailservice.store.MessageWatch.Overdue;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What the sweeper found, as meters. Only the node that sweeps shows overdue messages. Safe from any thread. */
final class SweepMeters implements SweepMetrics {
    private final Clock clock;
    private final Labelled<Counter> swept;
    private volatile List<Overdue> overdue = List.of();

    SweepMeters(Meters meters, Clock clock) {
        this.clock = clock;
        this.swept = meters.counters(
                "email_sweep_jobs", "Jobs of messages that had none: added, revived, or impossible", "found");
        Stream.of(MessageState.values())
                .filter(state -> !state.jobIsOver())
                .forEach(state -> meters.gauge(
                        "email_messages_overdue",
                        "Messages whose deadline passed while their job isn't over",
                        () -> messages(state),
                        "state",
                        state.wire()));
        meters.gauge(
                "email_messages_overdue_seconds",
                "How long ago the oldest deadline of an overdue message passed",
                this::oldestSeconds);
    }

    @Override
    public void swept(LiveJobs.Ensured ensured) {
        swept.with("added").increment(ensured.added());
        swept.with("revived").increment(ensured.revived());
        swept.with("impossible").increment(ensured.impossible().size());
    }

    @Override
    public void overdue(List<Overdue> now) {
        overdue = List.copyOf(now);
    }

    private double messages(MessageState state) {
        return overdue.stream()
                .filter(one -> one.state() == state)
                .mapToLong(Overdue::messages)
                .sum();
    }

    private double oldestSeconds() {
        Instant now = clock.instant();
        return overdue.stream()
                .mapToDouble(one -> Duration.between(one.oldest(), now).toMillis() / 1_000.0)
                .max()
                .orElse(0);
    }
}
