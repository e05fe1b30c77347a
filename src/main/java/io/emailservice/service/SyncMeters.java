package io.emailservice.service;

import io.emailservice.ops.Labelled;
import io.emailservice.ops.Meters;
import io.emailservice.suppression.sync.SyncLedger;
import io.emailservice.suppression.sync.SyncMetrics;
import io.micrometer.core.instrument.Counter;
import java.util.Locale;

/** What the sync of suppressions counts, as meters. */
final class SyncMeters implements SyncMetrics {
    private final Labelled<Counter> synced;
    private final Labelled<Counter> failed;

    SyncMeters(Meters meters) {
        this.synced =
                meters.counters("email_suppression_synced", "Suppressions that went over", "account", "direction");
        this.failed = meters.counters("email_suppression_sync_failed", "Rounds that ended early", "account");
    }

    @Override
    public void synced(String account, SyncLedger.Direction direction, int count) {
        synced.with(account, direction.name().toLowerCase(Locale.ROOT)).increment(count);
    }

    @Override
    public void failed(String account) {
        failed.with(account).increment();
    }
}
