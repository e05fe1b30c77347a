package io.emailservice.delivery;

/** A provider account as routing sees it. Read from any thread. */
public interface Account {
    String name();

    /** The provider behind it, for example {@code mailgun}. */
    String kind();

    /** Whether a message may go there now: its breaker is closed, or it waits for a probe. */
    boolean accepting();
}
