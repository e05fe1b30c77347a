package io.emailservice.provider;

import java.util.Locale;

/** Whether an account's circuit lets messages through. */
public enum BreakerState {
    /** Calls go through. */
    CLOSED,
    /** No calls: the provider was at fault too often. */
    OPEN,
    /** One message is let through as a probe; its outcome decides. */
    HALF_OPEN;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in events and answers. */
    public String wire() {
        return wire;
    }
}
