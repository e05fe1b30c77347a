package io.emailservice.api;

import java.util.UUID;

/** The idempotency key of a request was used for another request. The caller must change one of them. */
public final class KeyConflict extends RuntimeException {
    /** Names the message that has the key. */
    public KeyConflict(UUID first) {
        super("the idempotency key was used for another request, message " + first);
    }
}
