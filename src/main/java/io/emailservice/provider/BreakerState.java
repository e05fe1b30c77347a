package io.emailservice.provider;

import java.util.Locale;

/** Whether an account's circuit lets messages through. */
public enum BreakerState {
    /** Calls go through. */
    CLOSED(0),
    /** No calls: the provider was at fault too often. */
    OPEN(2),
    /** One message is let through as a probe; its outcome decides. */
    HALF_OPEN(1);

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final int level;

    BreakerState(int level) {
        this.level = level;
    }

    /** The number in metrics: 0 closed, 1 half-open, 2 open. */
    int level() {
        return level;
    }

    /** The name in events and answers. */
    public String wire() {
        return wire;
    }
}
