package io.emailservice.message;

import java.util.Locale;

/** Whose fault a failure is. It decides retry, breaker and suppression, each on its own. */
public enum FailureClass {
    /** The address is bad or refuses mail: the only class that may suppress. */
    RECIPIENT,
    /** The message itself is refused or can't be rendered. */
    CONTENT,
    /** Our account, domain or credentials are not in order. */
    SENDER_CONFIG,
    /** The provider broke before it took the message. */
    PROVIDER,
    /** Too fast. Retried, and never counted as an attempt. */
    THROTTLE,
    /** The request never reached the provider; in its feedback: the receiving server could not be reached or was out of order. */
    NETWORK,
    /** The provider may have taken the message. Never retried blindly. */
    UNKNOWN;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in events and in the store. */
    public String wire() {
        return wire;
    }
}
