package io.emailservice.api;

/** The idempotency key of a request was used for another request. The caller must change one of them. */
public final class KeyConflict extends RuntimeException {
    /** Says what differs, and which message has the key. */
    public KeyConflict(String said) {
        super("idempotencyKey: " + said);
    }
}
