package io.emailservice.ops;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A check and its last result. A check that doesn't answer in time has failed, and isn't asked again before it does: a
 * stuck part must not gather questions. Runs on one event loop; the result is safe from any thread.
 */
final class WatchedCheck {
    private final HealthCheck check;
    private final Clock clock;
    private final HealthConfig config;
    private boolean running;
    private volatile Found found;

    private record Found(CheckResult result, Instant at) {}

    WatchedCheck(HealthCheck check, Clock clock, HealthConfig config) {
        this.check = check;
        this.clock = clock;
        this.config = config;
        this.found = new Found(CheckResult.failed("not checked yet"), clock.instant());
    }

    Future<Void> run() {
        if (running) {
            return Future.succeededFuture();
        }
        running = true;
        Future<CheckResult> answer = ask().onComplete(done -> running = false);
        return answer.timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(WatchedCheck::failure)
                .map(result -> {
                    found = new Found(result, clock.instant());
                    return null;
                });
    }

    /** Also not ok if the result is so old that the checks must have stopped running. */
    PartHealth health() {
        Found last = found;
        Duration age = Duration.between(last.at, clock.instant());
        Duration limit = config.interval().multipliedBy(3).plus(config.timeout());
        if (last.result.ok() && age.compareTo(limit) > 0) {
            return new PartHealth(check.name(), false, "not checked lately", age);
        }
        return new PartHealth(check.name(), last.result.ok(), last.result.reason(), age);
    }

    private Future<CheckResult> ask() {
        try {
            return check.check();
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private static CheckResult failure(Throwable failure) {
        return CheckResult.failed(
                failure instanceof TimeoutException ? "no answer in time" : String.valueOf(failure.getMessage()));
    }
}
