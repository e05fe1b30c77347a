package io.emailservice.delivery;

import io.emailservice.message.Stream;

/** A provider account as routing sees it. Read from any thread. */
public interface Account {
    String name();

    /** The provider behind it, for example {@code mailgun}. */
    String kind();

    /**
     * Whether a message may go there now: its breaker is closed, or it waits for a probe, and what the stream may use of
     * its quota isn't used up.
     */
    boolean accepting(Stream stream);

    /** How many of so many permits are of use at the rate that the account may be called with now. */
    default int room(int permits) {
        return permits;
    }
}
