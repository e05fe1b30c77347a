package io.emailservice.service;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionRemoval;
import io.emailservice.message.SuppressionSearch;
import io.emailservice.store.Suppressions;
import io.emailservice.suppression.SuppressionBook;
import io.vertx.core.Future;
import java.util.List;

/** Keeps the suppressions of the API in the store. */
final class StoredSuppressions implements SuppressionBook {
    private final Suppressions suppressions;

    StoredSuppressions(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    @Override
    public Future<List<Suppression>> page(SuppressionSearch search) {
        return suppressions.page(search);
    }

    @Override
    public Future<Integer> add(String tenant, List<Suppression> more) {
        return suppressions.add(tenant, more);
    }

    @Override
    public Future<SuppressionRemoval.Answer> remove(SuppressionRemoval removal) {
        return suppressions.remove(removal);
    }
}
