package io.emailservice.suppression;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionRemoval;
import io.emailservice.message.SuppressionSearch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A book in memory that answers when the test says so. */
final class HeldBook implements SuppressionBook {
    final TreeMap<String, Suppression> rows = new TreeMap<>();
    final List<Integer> batches = new ArrayList<>();
    boolean hold;
    private Promise<Void> held = Promise.promise();

    @Override
    public Future<List<Suppression>> page(SuppressionSearch search) {
        SuppressionSearch.Place after = search.after();
        var rest = after == null ? rows : rows.tailMap(after.address(), false);
        return answer(rest.values().stream().limit(search.limit()).toList());
    }

    @Override
    public Future<Integer> add(String tenant, List<Suppression> suppressions) {
        batches.add(suppressions.size());
        int before = rows.size();
        suppressions.forEach(one -> rows.putIfAbsent(one.address(), one));
        return answer(rows.size() - before);
    }

    @Override
    public Future<SuppressionRemoval.Answer> remove(SuppressionRemoval removal) {
        throw new UnsupportedOperationException();
    }

    void release() {
        Promise<Void> waiting = held;
        held = Promise.promise();
        waiting.complete();
    }

    void fail(Throwable cause) {
        held.fail(cause);
    }

    private <T> Future<T> answer(T value) {
        return hold ? held.future().map(value) : Future.succeededFuture(value);
    }
}
