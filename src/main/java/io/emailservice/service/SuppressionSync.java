package io.emailservice.service;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.emailservice.provider.AccountConfig;
import io.emailservice.provider.SuppressionList;
import io.emailservice.provider.SuppressionLists;
import io.emailservice.suppression.sync.AccountLists;
import io.emailservice.suppression.sync.ListedSuppressions;
import io.emailservice.suppression.sync.SyncParts;
import io.emailservice.suppression.sync.SyncVerticle;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Brings suppressions and the lists of provider accounts together. */
final class SuppressionSync {
    private SuppressionSync() {}

    /** For the accounts that the configuration of the sync names. */
    static SyncVerticle verticle(SyncParts parts, Map<String, AccountConfig> accounts) {
        Map<String, AccountLists.Opener> openers = new HashMap<>();
        for (String name : parts.config().accounts().keySet()) {
            AccountConfig account = Objects.requireNonNull(accounts.get(name), name);
            openers.put(name, vertx -> account.suppressionLists(vertx, parts.clock())
                    .map(Lists::new));
        }
        return new SyncVerticle(parts, openers);
    }

    private record Lists(SuppressionLists lists) implements AccountLists {
        @Override
        public List<ListedSuppressions> all() {
            return lists.all().stream().<ListedSuppressions>map(Listed::new).toList();
        }

        @Override
        public Future<Void> close() {
            return lists.close();
        }
    }

    private record Listed(SuppressionList list) implements ListedSuppressions {
        @Override
        public String name() {
            return list.name();
        }

        @Override
        public boolean takes(SuppressionReason reason) {
            return list.takes(reason);
        }

        @Override
        public int batch() {
            return list.batch();
        }

        @Override
        public Future<SuppressionPage> read(String cursor) {
            return list.read(cursor);
        }

        @Override
        public Future<Void> add(List<Suppression> suppressions) {
            return list.add(suppressions);
        }

        @Override
        public Future<Void> remove(String address) {
            return list.remove(address);
        }
    }
}
