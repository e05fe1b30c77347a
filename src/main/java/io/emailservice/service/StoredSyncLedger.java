package io.emailservice.service;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionChange;
import io.emailservice.store.SuppressionSyncs;
import io.emailservice.store.Suppressions;
import io.emailservice.suppression.sync.SyncLedger;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The ledger of the sync in the store, for one process. */
final class StoredSyncLedger implements SyncLedger {
    private final Suppressions suppressions;
    private final SuppressionSyncs syncs;
    private final UUID holder;

    StoredSyncLedger(Suppressions suppressions, SuppressionSyncs syncs, UUID holder) {
        this.suppressions = suppressions;
        this.syncs = syncs;
        this.holder = holder;
    }

    @Override
    public Future<Boolean> claim(String account, Duration lease) {
        return syncs.claim(account, holder, lease);
    }

    @Override
    public Future<Void> release(String account, Duration pause) {
        return syncs.release(account, holder, pause);
    }

    @Override
    public Future<String> cursor(String account, String list, Direction direction) {
        return syncs.cursor(account, list, word(direction));
    }

    @Override
    public Future<Boolean> save(String account, Duration lease, String list, Direction direction, String cursor) {
        return syncs.save(account, holder, lease, list, word(direction), cursor);
    }

    @Override
    public Future<List<SuppressionChange>> changes(String position, int limit) {
        return syncs.changes(position, limit);
    }

    @Override
    public Future<List<SuppressionChange>> removals(String position, int limit, List<String> tenants) {
        return syncs.removals(position, limit, tenants);
    }

    @Override
    public Future<Integer> addUnlessLifted(String tenant, List<Suppression> some) {
        return suppressions.addUnlessLifted(tenant, some);
    }

    private static String word(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }
}
