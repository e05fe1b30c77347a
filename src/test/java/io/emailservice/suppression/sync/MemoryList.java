package io.emailservice.suppression.sync;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A list in memory, in pages of two; notes what it is asked. */
final class MemoryList implements ListedSuppressions {
    final TreeMap<String, Suppression> items = new TreeMap<>();
    final List<String> calls = new ArrayList<>();
    int callsUntilFailure = Integer.MAX_VALUE;
    private final SuppressionReason reason;

    MemoryList(SuppressionReason reason) {
        this.reason = reason;
    }

    @Override
    public String name() {
        return "list";
    }

    @Override
    public boolean takes(SuppressionReason other) {
        return other == reason;
    }

    @Override
    public int batch() {
        return 3;
    }

    @Override
    public Future<SuppressionPage> read(String cursor) {
        return call("read " + cursor, () -> {
            List<Suppression> page =
                    items.tailMap(cursor, false).values().stream().limit(2).toList();
            return page.isEmpty()
                    ? new SuppressionPage(List.of(), "", true)
                    : new SuppressionPage(page, page.get(page.size() - 1).address(), false);
        });
    }

    @Override
    public Future<Void> add(List<Suppression> suppressions) {
        return call("add " + suppressions.stream().map(Suppression::address).toList(), () -> {
            suppressions.forEach(one -> items.put(one.address(), one));
            return null;
        });
    }

    @Override
    public Future<Void> remove(String address) {
        return call("remove " + address, () -> {
            items.remove(address);
            return null;
        });
    }

    private <T> Future<T> call(String what, Supplier<T> action) {
        calls.add(what);
        return callsUntilFailure-- <= 0 ? Future.failedFuture("away") : Future.succeededFuture(action.get());
    }
}
