package io.emailservice.suppression.sync;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionChange;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Our side in memory: positions are numbers of the lists. */
final class MemoryLedger implements SyncLedger {
    final List<SuppressionChange> changes = new ArrayList<>();
    final List<SuppressionChange> removals = new ArrayList<>();
    final TreeMap<String, Suppression> ours = new TreeMap<>();
    final Map<Direction, String> cursors = new HashMap<>();
    boolean held = true;

    void add(String tenant, Suppression suppression) {
        changes.add(new SuppressionChange(String.valueOf(changes.size() + 1), tenant, suppression));
        ours.put(suppression.address(), suppression);
    }

    void remove(String tenant, Suppression suppression) {
        removals.add(new SuppressionChange(String.valueOf(removals.size() + 1), tenant, suppression));
        ours.remove(suppression.address());
    }

    @Override
    public Future<Boolean> claim(String account, Duration lease) {
        return Future.succeededFuture(held);
    }

    @Override
    public Future<Void> release(String account, Duration pause) {
        return Future.succeededFuture();
    }

    @Override
    public Future<String> cursor(String account, String list, Direction direction) {
        return Future.succeededFuture(cursors.getOrDefault(direction, ""));
    }

    @Override
    public Future<Boolean> save(String account, Duration lease, String list, Direction direction, String cursor) {
        if (held) {
            cursors.put(direction, cursor);
        }
        return Future.succeededFuture(held);
    }

    @Override
    public Future<List<SuppressionChange>> changes(String position, int limit) {
        return Future.succeededFuture(behind(changes, position));
    }

    @Override
    public Future<List<SuppressionChange>> removals(String position, int limit, List<String> tenants) {
        return Future.succeededFuture(behind(removals, position));
    }

    @Override
    public Future<Integer> addUnlessLifted(String tenant, List<Suppression> suppressions) {
        int before = ours.size();
        for (Suppression one : suppressions) {
            if (!ours.containsKey(one.address())) {
                add(tenant, one);
            }
        }
        return Future.succeededFuture(ours.size() - before);
    }

    private static List<SuppressionChange> behind(List<SuppressionChange> all, String position) {
        return List.copyOf(all.subList(position.isEmpty() ? 0 : Integer.parseInt(position), all.size()));
    }
}
