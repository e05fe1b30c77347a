package io.emailservice.queue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claimed jobs of one queue, from the claim until Redis has answered their settlement: hands each to the handler, and
 * keeps its lock. Belongs to the poller's event loop.
 */
final class JobsInHand {
    private static final Logger LOG = LoggerFactory.getLogger(JobsInHand.class);

    private final Vertx vertx;
    private final Context context;
    private final Thread loop;
    private final JobHandler handler;
    private final Settler settler;
    private final LockKeeper locks;
    private final Runnable onSettled;
    private final Set<Claim> claims = new LinkedHashSet<>();
    private @Nullable Promise<Void> emptied;
    private boolean limitOver;

    /** Must be made on the poller's event loop. */
    JobsInHand(Vertx vertx, RedisLink link, QueueSetup setup, String queue, JobHandler handler, Runnable onSettled) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.loop = Thread.currentThread();
        this.handler = handler;
        this.onSettled = onSettled;
        this.settler = new Settler(vertx, link, setup, queue, this::settled);
        this.locks = new LockKeeper(link, setup, queue);
    }

    int size() {
        return claims.size();
    }

    /** Hands new claims over, each at once. */
    void take(List<Claim> fresh) {
        claims.addAll(fresh);
        for (Claim claim : fresh) {
            if (claim.deferredFailure != null) {
                settle(claim, new Settlement.Fail(claim.deferredFailure));
            } else {
                work(claim);
            }
        }
    }

    /** Gives new claims back as if they hadn't been made. */
    void giveBack(List<Claim> fresh) {
        claims.addAll(fresh);
        fresh.forEach(claim -> settle(claim, new Settlement.Release()));
    }

    void renewLocks() {
        locks.renew(claims);
    }

    long renewalPeriodMillis() {
        return locks.periodMillis();
    }

    /** Sends what is kept, after Redis came back. */
    void resume() {
        settler.resume();
    }

    /**
     * Waits until nothing is in hand, or the limit is over and no settlement is on its way. What is left then keeps its
     * lock until it expires, and another worker gets it as stalled.
     */
    Future<Void> drain(Duration limit) {
        Promise<Void> done = Promise.promise();
        emptied = done;
        long timer = vertx.setTimer(Math.max(1, limit.toMillis()), over -> {
            limitOver = true;
            checkDrained();
        });
        checkDrained();
        return done.future().andThen(end -> vertx.cancelTimer(timer));
    }

    private void work(Claim claim) {
        Future<Settlement> work;
        try {
            work = handler.handle(claim.job);
        } catch (RuntimeException bug) {
            work = Future.failedFuture(bug);
        }
        work.onComplete(done -> {
            Settlement settlement = done.result();
            if (done.failed() || settlement == null) {
                settlement = broken(claim.job, done.cause());
            }
            settleFromAnywhere(claim, settlement);
        });
    }

    private void settleFromAnywhere(Claim claim, Settlement settlement) {
        if (Thread.currentThread() == loop) {
            settle(claim, settlement);
        } else {
            context.runOnContext(back -> settle(claim, settlement));
        }
    }

    private static Settlement broken(Job job, @Nullable Throwable error) {
        LOG.warn("job handler broke queue={} job={} error={}", job.queue(), job.id(), String.valueOf(error));
        String reason = error == null || error.getMessage() == null ? String.valueOf(error) : error.getMessage();
        return job.isLastAttempt() ? new Settlement.Fail(reason) : new Settlement.Retry(reason, null);
    }

    private void settle(Claim claim, Settlement settlement) {
        claim.settlement = settlement;
        claim.delayMillis = delayMillis(claim.job, settlement);
        settler.add(claim);
    }

    private static long delayMillis(Job job, Settlement settlement) {
        Duration asked = settlement.delay();
        if (asked != null) {
            return Math.max(0, asked.toMillis());
        }
        if (settlement.kind() != Settlement.Kind.RETRY) {
            return 0;
        }
        return job.options().backoff().delayAfter(job.attemptsMade() + 1, ThreadLocalRandom.current()::nextDouble);
    }

    private void settled(List<Claim> done) {
        done.forEach(claims::remove);
        checkDrained();
        onSettled.run();
    }

    private void checkDrained() {
        Promise<Void> waiter = emptied;
        if (waiter == null) {
            return;
        }
        if (claims.isEmpty() || (limitOver && !settler.isSending())) {
            if (waiter.tryComplete() && !claims.isEmpty()) {
                LOG.warn("drain limit over jobs={}", claims.size());
            }
        }
    }
}
