package io.emailservice.service;

import io.emailservice.limit.LimitMetrics;
import io.emailservice.ops.Labelled;
import io.emailservice.ops.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.function.DoubleSupplier;

/** What the limits measure, as meters. */
final class LimitMeters implements LimitMetrics {
    private final Meters meters;
    private final Labelled<Counter> denied;
    private final Labelled<Counter> throttled;
    private final Counter alone;

    LimitMeters(Meters meters) {
        this.meters = meters;
        this.denied = meters.counters("email_limit_denied", "Messages sent back to wait, by kind of limit", "scope");
        this.throttled = meters.counters("email_limit_throttled", "Throttles of providers", "account");
        this.alone = meters.counter("email_limit_alone", "Questions decided without Redis, by this node's share");
    }

    @Override
    public void denied(String kind) {
        denied.with(kind).increment();
    }

    @Override
    public void alone() {
        alone.increment();
    }

    @Override
    public void throttled(String account) {
        throttled.with(account).increment();
    }

    @Override
    public void gauge(String name, String account, DoubleSupplier value) {
        String[] labels = account.isEmpty() ? new String[0] : new String[] {"account", account};
        meters.gauge(name, "Of the limits that nodes share", value, labels);
    }
}
