package io.emailservice.delivery;

import io.emailservice.bus.Address;
import io.emailservice.limit.Limits;
import io.emailservice.message.ActiveHolds;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Stream;
import io.emailservice.store.Messages;
import io.emailservice.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every {@link Work} with a {@link Verdict}, whatever happens, and holds one permit of its lane meanwhile. Its
 * event loop owns the pipeline.
 */
public final class DeliveryVerticle extends VerticleBase {
    /** Where work goes. The answer takes as long as the slowest chain of accounts; ask with a deadline beyond that. */
    public static final Address<Work, Verdict> WORK = new Address<>("delivery.work");

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryVerticle.class);

    private final Messages messages;
    private final Links links;
    private final Limits limits;
    private final Map<String, Account> accounts;
    private final Lanes lanes;
    private final DeliveryConfig config;
    private final Supplier<ActiveHolds> holds;
    private final DeliveryMetrics metrics;
    private final Clock clock;

    public DeliveryVerticle(
            Messages messages,
            Links links,
            Limits limits,
            Map<String, Account> accounts,
            Lanes lanes,
            DeliveryConfig config,
            Supplier<ActiveHolds> holds,
            DeliveryMetrics metrics,
            Clock clock) {
        this.messages = messages;
        this.links = links;
        this.limits = limits;
        this.accounts = Map.copyOf(accounts);
        this.lanes = lanes;
        this.config = config;
        this.holds = holds;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        limits.open(vertx);
        Pipeline pipeline = new Pipeline(
                messages,
                links,
                limits,
                new Routing(config.rules(), accounts),
                config,
                holds,
                clock,
                bound -> ThreadLocalRandom.current().nextInt(bound));
        return WORK.serve(vertx, work -> deliver(pipeline, work));
    }

    private Future<Verdict> deliver(Pipeline pipeline, Work work) {
        Stream stream = work.submission().request().stream();
        long started = System.nanoTime();
        lanes.take(stream);
        return attempt(() -> pipeline.deliver(work))
                .recover(failure -> broken(pipeline, work, failure))
                .andThen(verdict -> {
                    lanes.giveBack(stream);
                    metrics.delivered(stream, verdict.result(), System.nanoTime() - started);
                });
    }

    private static Future<Verdict> attempt(Supplier<Future<Verdict>> step) {
        try {
            return step.get();
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    /** We broke. An outage waits without burning an attempt; a refused row or a bug must end some day. */
    private Future<Verdict> broken(Pipeline pipeline, Work work, Throwable failure) {
        String reason = "internal: " + failure.getMessage();
        if (outage(failure)) {
            return Future.succeededFuture(new Verdict.Later(config.closedLaneDelay(), false, reason));
        }
        LOG.error("event=delivery_broke queue={} job={}", work.queue(), work.jobId(), failure);
        if (!work.patience().exhausted()) {
            Duration delay = work.patience().delayAfterThisAttempt();
            return Future.succeededFuture(new Verdict.Later(delay, true, reason));
        }
        Failure last = new Failure(FailureClass.CONTENT, "internal", String.valueOf(failure.getMessage()));
        return attempt(() -> pipeline.giveUp(work, last))
                .recover(again -> Future.succeededFuture(
                        outage(again)
                                ? new Verdict.Later(config.closedLaneDelay(), false, reason)
                                : new Verdict.Dead(last.toString())));
    }

    private static boolean outage(Throwable failure) {
        boolean outage = failure instanceof StoreException store && store.reason() != StoreException.Reason.REFUSED;
        if (outage) {
            LOG.debug("event=delivery_waits reason={}", failure.getMessage());
        }
        return outage;
    }
}
