package io.emailservice.suppression.sync;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Syncs every account that is configured for it, each at its own pace. */
public final class SyncVerticle extends VerticleBase {
    private final SyncParts parts;
    private final Map<String, AccountLists.Opener> accounts;
    private final List<AccountSync> syncs = new ArrayList<>();

    /**
     * Makes the verticle.
     *
     * @param accounts an opener for each account of the configuration
     */
    public SyncVerticle(SyncParts parts, Map<String, AccountLists.Opener> accounts) {
        this.parts = parts;
        this.accounts = Map.copyOf(accounts);
    }

    @Override
    public Future<?> start() {
        return Future.join(accounts.entrySet().stream()
                .map(account -> account.getValue().open(vertx).onSuccess(lists -> {
                    AccountSync sync = new AccountSync(vertx, account.getKey(), parts, lists);
                    syncs.add(sync);
                    sync.start();
                }))
                .toList());
    }

    @Override
    public Future<?> stop() {
        return Future.join(syncs.stream().map(AccountSync::stop).toList());
    }
}
