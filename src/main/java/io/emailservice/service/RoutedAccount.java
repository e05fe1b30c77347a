package io.emailservice.service;

import io.emailservice.delivery.Account;
import io.emailservice.provider.ProviderAccount;

/** A provider account as routing and lanes see it. */
record RoutedAccount(ProviderAccount provider) implements Account {
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
        return provider.accepting();
    }
}
