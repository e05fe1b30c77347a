package io.emailservice.suppression.sync;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionChange;
import io.emailservice.message.SuppressionPage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Lets the lists of one account and our suppressions follow each other once. For each list our removals go first, so
 * that what was lifted here isn't found there; then theirs come, then ours go. Every step moves a cursor, so a round
 * that ends early goes on where it was, on whichever node. Belongs to one event loop.
 */
final class SyncRound {
    private static final int PAGE = 1_000;
    /** A list that never ends is broken; this is a third of a billion addresses. */
    private static final int MOST_PAGES = 1_000_000;

    private final String account;
    private final SyncConfig.Account config;
    private final SyncLedger ledger;
    private final Travel travel;
    private final Pace pace;
    private final Duration lease;
    private final SyncMetrics metrics;

    SyncRound(
            String account,
            SyncConfig.Account config,
            SyncLedger ledger,
            Travel travel,
            Pace pace,
            Duration lease,
            SyncMetrics metrics) {
        this.account = account;
        this.config = config;
        this.ledger = ledger;
        this.travel = travel;
        this.pace = pace;
        this.lease = lease;
        this.metrics = metrics;
    }

    Future<Void> run(List<ListedSuppressions> lists) {
        Future<Void> done = Future.succeededFuture();
        for (ListedSuppressions list : lists) {
            if (config.push()) {
                done = done.compose(before -> lift(list));
            }
            if (config.pull()) {
                done = done.compose(before -> pull(list));
            }
            if (config.push()) {
                done = done.compose(before -> push(list));
            }
        }
        return done;
    }

    private Future<Void> pull(ListedSuppressions list) {
        return ledger.cursor(account, list.name(), SyncLedger.Direction.PULL).compose(cursor -> pull(list, cursor, 1));
    }

    private Future<Void> pull(ListedSuppressions list, String cursor, int number) {
        return pace.turn().compose(turn -> list.read(cursor)).compose(page -> keep(list, page)
                .compose(kept -> save(list, SyncLedger.Direction.PULL, page.next()))
                .compose(saved -> {
                    boolean ends =
                            page.last() || number == MOST_PAGES || page.next().equals(cursor);
                    return ends ? Future.succeededFuture() : pull(list, page.next(), number + 1);
                }));
    }

    private Future<Void> keep(ListedSuppressions list, SuppressionPage page) {
        List<Suppression> ours = travel.pulled(list.name(), page.suppressions());
        Future<Void> kept = Future.succeededFuture();
        for (String tenant : config.tenants()) {
            kept = kept.compose(before -> ledger.addUnlessLifted(tenant, ours))
                    .onSuccess(fresh -> metrics.synced(account, SyncLedger.Direction.PULL, fresh))
                    .mapEmpty();
        }
        return kept;
    }

    private Future<Void> push(ListedSuppressions list) {
        return follow(
                list,
                SyncLedger.Direction.PUSH,
                position -> ledger.changes(position, PAGE),
                changes -> travel.pushed(list, changes),
                list::add);
    }

    private Future<Void> lift(ListedSuppressions list) {
        return follow(
                list,
                SyncLedger.Direction.LIFT,
                position -> ledger.removals(position, PAGE, config.tenants()),
                removals -> travel.lifted(list, removals),
                some -> list.remove(some.get(0).address()));
    }

    private Future<Void> follow(
            ListedSuppressions list,
            SyncLedger.Direction direction,
            Function<String, Future<List<SuppressionChange>>> reader,
            Function<List<SuppressionChange>, List<Travel.Share>> cut,
            Function<List<Suppression>, Future<Void>> call) {
        return ledger.cursor(account, list.name(), direction).compose(reader).compose(changes -> {
            Future<Void> sent = Future.succeededFuture();
            for (Travel.Share share : cut.apply(changes)) {
                sent = sent.compose(before -> send(share, call))
                        .compose(called -> save(list, direction, share.position()))
                        .onSuccess(saved -> metrics.synced(
                                account, direction, share.suppressions().size()));
            }
            return changes.size() < PAGE ? sent : sent.compose(before -> follow(list, direction, reader, cut, call));
        });
    }

    private Future<Void> send(Travel.Share share, Function<List<Suppression>, Future<Void>> call) {
        return share.suppressions().isEmpty()
                ? Future.succeededFuture()
                : pace.turn().compose(turn -> call.apply(share.suppressions()));
    }

    private Future<Void> save(ListedSuppressions list, SyncLedger.Direction direction, String cursor) {
        return ledger.save(account, lease, list.name(), direction, cursor)
                .compose(held -> held ? Future.succeededFuture() : Future.failedFuture("another node has the account"));
    }
}
