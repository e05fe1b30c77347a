package io.emailservice.service;

import io.emailservice.limit.AccountLimit;
import io.emailservice.message.Failure;
import io.emailservice.provider.BreakerState;
import io.emailservice.provider.ProviderAccount;
import io.emailservice.provider.ProviderListener;
import io.emailservice.provider.SendQuota;
import org.jspecify.annotations.Nullable;

/** Tells the alerts and the limits what happens to one account. */
record AccountWatch(Alerts alerts, AccountLimit limit) implements ProviderListener {
    @Override
    public void breakerChanged(ProviderAccount account, BreakerState from, BreakerState to, @Nullable Failure cause) {
        alerts.breakerChanged(account, from, to, cause);
    }

    @Override
    public void quotaRead(ProviderAccount account, SendQuota quota) {
        limit.provider(quota.maxPerSecond(), quota.maxPerDay(), quota.usedToday());
    }
}
