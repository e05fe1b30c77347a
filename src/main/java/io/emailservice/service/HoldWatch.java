package io.emailservice.service;

import io.emailservice.message.ActiveHolds;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Hold;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.ops.CheckResult;
import io.emailservice.ops.HealthCheck;
import io.emailservice.provider.LastCheck;
import io.emailservice.store.HoldNews;
import io.emailservice.store.Holds;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The holds in force, kept in memory. Every node hears of a change from PostgreSQL and looks by itself several times a
 * second. While PostgreSQL is away the last known set stays in force, and health says so. Read from any thread.
 */
final class HoldWatch extends VerticleBase implements Supplier<ActiveHolds>, HealthCheck, LastCheck {
    private static final Logger LOG = LoggerFactory.getLogger(HoldWatch.class);
    private static final long LOOK_MILLIS = 300;
    private static final Duration STALE = Duration.ofSeconds(5);

    private final Holds holds;
    private final Clock clock;
    private volatile ActiveHolds active = ActiveHolds.NONE;
    private volatile Instant readAt = Instant.MIN;
    private boolean reading;
    private boolean stale;
    private @Nullable HoldNews news;

    HoldWatch(Holds holds, Clock clock) {
        this.holds = holds;
        this.clock = clock;
    }

    /** Started before anything is claimed: completes when the holds are known. */
    @Override
    public Future<?> start() {
        HoldNews heard = holds.news(() -> context.runOnContext(now -> look()));
        news = heard;
        heard.listen().onFailure(failure -> LOG.warn("event=hold_news_missed reason=\"{}\"", failure.getMessage()));
        return refresh().onSuccess(known -> vertx.setPeriodic(LOOK_MILLIS, timer -> look()));
    }

    @Override
    public Future<?> stop() {
        return news == null ? Future.succeededFuture() : news.close();
    }

    @Override
    public ActiveHolds get() {
        return active;
    }

    /** Reads them now. Safe from any thread. */
    Future<Void> refresh() {
        Instant asked = clock.instant();
        return holds.active().map(all -> {
            use(new ActiveHolds(all), asked);
            return null;
        });
    }

    @Override
    public String name() {
        return "holds";
    }

    @Override
    public Future<CheckResult> check() {
        return Future.succeededFuture(
                fresh() ? CheckResult.OK : CheckResult.failed("can't be read: those known before stay in force"));
    }

    @Override
    public @Nullable Failure objection(String account, OutgoingMessage message) {
        ActiveHolds now = active;
        if (now.size() == 0) {
            return null;
        }
        Instant instant = clock.instant();
        Hold hold = now.over(message.request(), instant);
        if (hold != null) {
            return new Failure(FailureClass.THROTTLE, "held", hold.said());
        }
        Hold closed = now.overProvider(account, message.request().tenant(), instant);
        return closed == null ? null : new Failure(FailureClass.PROVIDER, "held", closed.said());
    }

    private synchronized void use(ActiveHolds read, Instant asked) {
        if (asked.isBefore(readAt)) {
            return;
        }
        if (read.size() != active.size()) {
            LOG.info("event=holds_changed in_force={}", read.size());
        }
        readAt = asked;
        active = read;
    }

    /** One look at a time, on the verticle's loop; the next one is never far. */
    private void look() {
        if (reading) {
            return;
        }
        reading = true;
        refresh().onComplete(done -> {
            reading = false;
            noteStale(!fresh());
        });
    }

    private void noteStale(boolean now) {
        if (now != stale) {
            stale = now;
            LOG.warn("event={}", now ? "holds_stale" : "holds_fresh");
        }
    }

    private boolean fresh() {
        return readAt.isAfter(clock.instant().minus(STALE));
    }
}
