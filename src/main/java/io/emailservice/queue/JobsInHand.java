package io.emailservice.queue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claimed jobs of one queue, from the claim until Redis has answered their settlement: hands each to the handler, and
 * keeps its lock. Belongs to the poller's event loop.
 */
final class JobsInHand implements Settler.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(JobsInHand.class);
    private static final long RENEWAL_PAUSE_MILLIS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final Thread loop;
    private final JobHandler handler;
    private final Clock clock;
    private final Settler settler;
    private final LockKeeper locks;
    private final Alarm renewal;
    private final LockRules rules;
    private final Owner owner;
    private final Set<Claim> claims = new LinkedHashSet<>();
    private @Nullable Promise<Void> emptied;
    private boolean limitOver;

    interface Owner {
        /** Jobs have left. */
        void settled();

        /** No job should be claimed for so long. */
        void limited(long millis);
    }

    /** Must be made on the poller's event loop. */
    JobsInHand(Vertx vertx, RedisLink link, QueueSetup setup, String queue, JobHandler handler, Owner owner) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.loop = Thread.currentThread();
        this.handler = handler;
        this.clock = setup.clock();
        this.owner = owner;
        this.rules = setup.config().locks();
        this.settler = new Settler(vertx, link, setup, queue, this);
        this.locks = new LockKeeper(link, setup, queue);
        this.renewal = new Alarm(vertx, this::renewLocks);
    }

    int size() {
        return claims.size();
    }

    /** Hands new claims over, each at once. */
    void take(List<Claim> fresh) {
        claims.addAll(fresh);
        fresh.forEach(this::work);
    }

    /** Keeps new claims in hand, to be handed over or given back later. */
    void hold(List<Claim> fresh) {
        claims.addAll(fresh);
    }

    /** Lets new claims rest; no attempt is counted. */
    void putOff(List<Claim> fresh, Duration rest) {
        claims.addAll(fresh);
        fresh.forEach(claim -> settle(claim, new Settlement.Delay(rest, "")));
    }

    /** Gives new claims back as if they hadn't been made. */
    void giveBack(List<Claim> fresh) {
        claims.addAll(fresh);
        fresh.forEach(claim -> settle(claim, new Settlement.Release()));
    }

    /** Renews the locks that need it, and soon again if that fails. */
    void renewLocks() {
        locks.renew(claims).onFailure(error -> renewal.ringIn(RENEWAL_PAUSE_MILLIS, clock.millis()));
    }

    long renewalPeriodMillis() {
        return locks.periodMillis();
    }

    /** Sends what is kept, after Redis came back; first the locks, without which nothing can be settled. */
    void resume() {
        renewLocks();
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
        return done.future().andThen(end -> {
            vertx.cancelTimer(timer);
            renewal.cancel();
        });
    }

    private @Nullable String failureWithoutWork(Claim claim) {
        if (claim.deferredFailure != null) {
            return claim.deferredFailure;
        }
        int most = rules.maxStartedAttempts();
        return most > 0 && claim.job.attemptsStarted() > most ? "job started more than allowable limit" : null;
    }

    private void work(Claim claim) {
        String lost = failureWithoutWork(claim);
        Future<Settlement> work;
        try {
            work = lost == null ? handler.handle(claim.job) : handler.handleLost(claim.job, lost);
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
        return Settlement.failed(job, reason);
    }

    private void settle(Claim claim, Settlement asked) {
        Settlement settlement = asked;
        if (asked instanceof Settlement.Retry retry && rules.isLastStart(claim.job)) {
            settlement = new Settlement.Fail(retry.reason());
        } else if (asked instanceof Settlement.Limit limit) {
            owner.limited(limit.duration().toMillis());
        }
        claim.decide(settlement);
        settler.add(claim);
    }

    @Override
    public void settled(List<Claim> done) {
        done.forEach(claims::remove);
        checkDrained();
        owner.settled();
    }

    @Override
    public void goOn(Claim claim) {
        claim.settlement = null;
        work(claim);
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
