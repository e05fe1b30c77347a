package io.emailservice.suppression.sync;

import io.emailservice.ops.ThrottledLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether a round of one account is due and nobody else is at it, and then makes it. Belongs to
 * one event loop.
 */
final class AccountSync {
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final String account;
    private final SyncConfig config;
    private final SyncLedger ledger;
    private final AccountLists lists;
    private final SyncRound round;
    private final Pace pace;
    private final Duration lease;
    private final SyncMetrics metrics;
    private final ThrottledLog log;

    private Future<Void> underWay = Future.succeededFuture();
    private @Nullable Long timer;
    private boolean stopping;

    AccountSync(Vertx vertx, String account, SyncParts parts, AccountLists lists) {
        this.vertx = vertx;
        this.account = account;
        this.config = parts.config();
        this.ledger = parts.ledger();
        this.lists = lists;
        this.metrics = parts.metrics();
        Clock clock = parts.clock();
        this.log = new ThrottledLog(LoggerFactory.getLogger(AccountSync.class), clock, Duration.ofMinutes(1));
        this.pace = new Pace(vertx, clock, config.pause());
        this.lease = Duration.ofMinutes(5).plus(config.pause().multipliedBy(4));
        SyncConfig.Account own = parts.account(account);
        Travel travel = new Travel(account, own, config.unsubscribeStream(), parts.addresses());
        this.round = new SyncRound(account, own, ledger, travel, pace, lease, metrics);
    }

    void start() {
        timer = vertx.setTimer(1, fired -> look());
    }

    /** Ends a round between two calls, gives the account back and closes the lists. */
    Future<Void> stop() {
        stopping = true;
        pace.end();
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        return underWay.eventually(lists::close);
    }

    private void look() {
        underWay = ledger.claim(account, lease)
                .compose(taken -> taken ? make() : Future.succeededFuture())
                .recover(failure -> {
                    log.warn(account, "event=suppression_sync_failed account=" + account + " reason=" + failure);
                    return Future.succeededFuture();
                })
                .onComplete(done -> lookAgain());
    }

    private void lookAgain() {
        if (!stopping) {
            Duration pause = config.interval().compareTo(LOOK) < 0 ? config.interval() : LOOK;
            timer = vertx.setTimer(pause.toMillis(), fired -> look());
        }
    }

    private Future<Void> make() {
        return round.run(lists.all()).compose(done -> ledger.release(account, config.interval()), failure -> {
            if (!stopping) {
                metrics.failed(account);
            }
            Duration pause = config.interval().compareTo(RETRY) < 0 ? config.interval() : RETRY;
            return ledger.release(account, stopping ? Duration.ZERO : pause)
                    .compose(released -> stopping ? Future.succeededFuture() : Future.failedFuture(failure));
        });
    }
}
