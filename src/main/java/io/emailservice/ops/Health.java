package io.emailservice.ops;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the service is ready for work: every check passed lately, every worker gets on, and nobody asked to
 * drain. Results are kept, so that asking is free and a slow part can't be asked too often. {@link #run()} belongs to
 * one event loop; the answers are safe from any thread.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final List<WatchedCheck> checks;
    private final List<WatchedProgress> workers;
    private volatile boolean draining;
    private boolean wasUp;

    public Health(
            Clock clock, HealthConfig config, List<? extends HealthCheck> checks, List<? extends Progress> workers) {
        this.checks = checks.stream()
                .map(check -> new WatchedCheck(check, clock, config))
                .toList();
        this.workers = workers.stream()
                .map(worker -> new WatchedProgress(worker, clock, config.stall()))
                .toList();
    }

    /** From now on the service isn't ready: called first on shutdown, so that no new work is routed here. */
    public void drain() {
        draining = true;
    }

    /** Whether work may be routed here. */
    public HealthReport ready() {
        List<PartHealth> parts = new ArrayList<>();
        if (draining) {
            parts.add(new PartHealth("draining", false, "shutting down", Duration.ZERO));
        }
        checks.forEach(check -> parts.add(check.health()));
        workers.forEach(worker -> parts.add(worker.health()));
        return HealthReport.of(parts);
    }

    /** Runs every check once that isn't still running; completes, never fails, when each has a result or is out of time. */
    @CanIgnoreReturnValue
    Future<Void> run() {
        workers.forEach(WatchedProgress::sample);
        return Future.join(checks.stream().map(WatchedCheck::run).toList()).transform(done -> {
            logChange();
            return Future.succeededFuture();
        });
    }

    private void logChange() {
        HealthReport report = ready();
        if (report.up() != wasUp) {
            wasUp = report.up();
            String down = String.join(
                    ",",
                    report.parts().stream()
                            .filter(part -> !part.ok())
                            .map(part -> part.name() + '(' + part.reason() + ')')
                            .toList());
            LOG.info("event=readiness up={} down={}", wasUp, down);
        }
    }
}
