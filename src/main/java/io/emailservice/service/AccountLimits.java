package io.emailservice.service;

import io.emailservice.limit.AccountLimit;
import io.emailservice.limit.Limit;
import io.emailservice.provider.AccountConfig;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The limit of every provider account by name. */
record AccountLimits(Map<String, AccountLimit> byName) {
    AccountLimits {
        byName = Map.copyOf(byName);
    }

    static AccountLimits of(Map<String, AccountConfig> accounts, Clock clock) {
        Map<String, AccountLimit> limits = new LinkedHashMap<>();
        accounts.forEach((name, account) -> {
            Limit own = new Limit(
                    account.sender().maxPerSecond(),
                    account.sender().burst(),
                    account.sender().maxPerDay());
            limits.put(name, new AccountLimit(name, own, account.startsAt(), clock));
        });
        return new AccountLimits(limits);
    }

    AccountLimit get(String account) {
        return Objects.requireNonNull(byName.get(account), account);
    }
}
