package io.emailservice.suppression.sync;

import io.emailservice.suppression.AddressRules;
import java.time.Clock;
import java.util.Objects;

/** What the syncs of all accounts share. */
public record SyncParts(
        SyncConfig config, SyncLedger ledger, AddressRules addresses, SyncMetrics metrics, Clock clock) {
    SyncConfig.Account account(String name) {
        return Objects.requireNonNull(config.accounts().get(name), name);
    }
}
