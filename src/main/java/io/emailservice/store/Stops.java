package io.emailservice.store;

import io.emailservice.message.Failure;

/** Why a message was stopped before it was sent. */
final class Stops {
    private Stops() {}

    /** The reason of the suppression, or the state itself. */
    static String reason(StoredMessage stopped) {
        Failure failure = stopped.failure();
        return failure == null ? stopped.state().wire() : failure.text();
    }
}
