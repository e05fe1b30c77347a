package io.emailservice.message;

import java.util.Locale;
import java.util.Optional;

/** Why an address must not be mailed; the graver first. */
public enum SuppressionReason {
    COMPLAINT,
    HARD_BOUNCE,
    UNSUBSCRIBE,
    /** Somebody decided it. */
    MANUAL,
    /** A run of soft bounces; ends by itself. */
    SOFT_BOUNCES;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in requests, files and the store. */
    public String wire() {
        return wire;
    }

    /** Whether mailing the address again harms the sender, so that lifting it takes more than a slip of the hand. */
    public boolean sticky() {
        return this == COMPLAINT || this == HARD_BOUNCE;
    }

    public static Optional<SuppressionReason> of(String wire) {
        for (SuppressionReason reason : values()) {
            if (reason.wire.equals(wire)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
