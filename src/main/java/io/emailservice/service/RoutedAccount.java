package io.emailservice.service;

import io.emailservice.delivery.Account;
import io.emailservice.message.ActiveHolds;
import io.emailservice.provider.ProviderAccount;
import java.time.Clock;
import java.util.function.Supplier;

/** A provider account as routing and lanes see it: open, and held for nobody or for some tenants only. */
record RoutedAccount(ProviderAccount provider, Supplier<ActiveHolds> holds, Clock clock) implements Account {
    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public String kind() {
        return provider.kind();
    }

    @Override
    public boolean accepting() {
        return provider.accepting() && holds.get().overProvider(provider.name(), null, clock.instant()) == null;
    }
}
