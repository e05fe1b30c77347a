package io.emailservice.service;

import io.emailservice.ops.CheckResult;
import io.emailservice.ops.HealthCheck;
import io.emailservice.store.StoreMetrics;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether PostgreSQL takes what is written. One whose disk is full, or that is read-only, answers every question and
 * takes nothing. A writer is in trouble from the first statement that has to be tried again to the next that succeeds.
 * Trouble that nobody has met for a while doesn't count: a node that isn't ready may get nothing more to try with.
 */
final class WriteWatch implements HealthCheck, StoreMetrics {
    private final StoreMetrics metrics;
    private final Duration grace;
    private final Duration remembered;
    private final Clock clock;
    private final Map<String, Trouble> troubled = new ConcurrentHashMap<>();

    private record Trouble(Instant since, Instant last) {}

    /**
     * @param metrics hear everything, too
     * @param grace trouble that is shorter is nobody's concern
     * @param remembered longer than the pause between two tries of a statement
     */
    WriteWatch(StoreMetrics metrics, Duration grace, Duration remembered, Clock clock) {
        this.metrics = metrics;
        this.grace = grace;
        this.remembered = remembered;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "writes";
    }

    @Override
    public Future<CheckResult> check() {
        Instant now = clock.instant();
        Map<String, Trouble> stuck = new TreeMap<>(troubled);
        stuck.values()
                .removeIf(trouble -> trouble.last.plus(remembered).isBefore(now)
                        || trouble.since.plus(grace).isAfter(now));
        return Future.succeededFuture(
                stuck.isEmpty()
                        ? CheckResult.OK
                        : CheckResult.failed("PostgreSQL takes no writes of " + String.join(", ", stuck.keySet())));
    }

    @Override
    public void batch(String writer, int rows, long nanos) {
        troubled.remove(writer);
        metrics.batch(writer, rows, nanos);
    }

    @Override
    public void retried(String writer) {
        Instant now = clock.instant();
        troubled.merge(
                writer,
                new Trouble(now, now),
                (before, fresh) -> before.last.plus(remembered).isBefore(now) ? fresh : new Trouble(before.since, now));
        metrics.retried(writer);
    }

    @Override
    public void failed(String writer, int rows) {
        metrics.failed(writer, rows);
    }
}
