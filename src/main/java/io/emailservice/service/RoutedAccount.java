package io.emailservice.service;

import io.emailservice.delivery.Account;
import io.emailservice.limit.AccountLimit;
import io.emailservice.message.ActiveHolds;
import io.emailservice.message.Stream;
import io.emailservice.provider.ProviderAccount;
import java.time.Clock;
import java.util.function.Supplier;

/** A provider account with its limit, as routing and lanes see it: open, and held for nobody or for some tenants only. */
record RoutedAccount(ProviderAccount provider, AccountLimit limit, Supplier<ActiveHolds> holds, Clock clock)
        implements Account {
    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public String kind() {
        return provider.kind();
    }

    @Override
    public boolean accepting(Stream stream) {
        return provider.accepting()
                && limit.open(stream)
                && holds.get().overProvider(provider.name(), null, clock.instant()) == null;
    }

    @Override
    public int room(int permits) {
        return limit.room(permits);
    }
}
