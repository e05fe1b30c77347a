package io.emailservice.delivery;

import io.emailservice.store.MessageWatch;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the sweeper do a round now and then. State belongs to the verticle's event loop. */
public final class SweepVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SweepVerticle.class);

    private final Sweeper sweeper;
    private final SweepConfig config;

    private Future<Void> round = Future.succeededFuture();
    private boolean stopping;
    private boolean troubled;
    private @Nullable Long timer;

    /** @param settleHorizon how long a message may stay uncertain by rights */
    public SweepVerticle(
            MessageWatch watch,
            LiveJobs jobs,
            SweepConfig config,
            Duration settleHorizon,
            SweepMetrics metrics,
            Clock clock) {
        this.sweeper = new Sweeper(watch, jobs, config, new Deadlines(config, settleHorizon), metrics, clock);
        this.config = config;
    }

    @Override
    public Future<?> start() {
        again(config.every());
        return Future.succeededFuture();
    }

    /** Ends with the round that is under way, then lets another node sweep. */
    @Override
    public Future<?> stop() {
        stopping = true;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        // Who can't give the lease back loses it soon.
        return round.compose(done -> sweeper.release()).otherwiseEmpty();
    }

    private void again(Duration pause) {
        if (!stopping) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), fired -> run());
        }
    }

    private void run() {
        round = sweeper.round().transform(done -> {
            note(done.cause());
            again(done.succeeded() && done.result() ? Duration.ZERO : config.every());
            return Future.succeededFuture();
        });
    }

    /** Said once: the messages stay due. */
    private void note(@Nullable Throwable cause) {
        if (cause != null && !troubled) {
            LOG.warn("event=sweep_waits reason={}", cause.toString());
        } else if (cause == null && troubled) {
            LOG.info("event=sweep_goes_on");
        }
        troubled = cause != null;
    }
}
