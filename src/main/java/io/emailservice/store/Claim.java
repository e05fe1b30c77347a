package io.emailservice.store;

import io.emailservice.message.MessageState;

/** What came of the wish to store a message or to open an attempt. */
public sealed interface Claim {
    /** The attempt with this number is ours alone: call the provider, then settle it. */
    record Opened(int attempt) implements Claim {}

    /**
     * It must not be sent; this final state is written.
     *
     * @param state {@code suppressed} or {@code expired}
     * @param reason of the suppression, or {@code expired}
     */
    record Stopped(MessageState state, String reason) implements Claim {}

    /**
     * Nothing was written: the idempotency key is taken, or somebody else moved the message.
     *
     * @param first the message as it is now
     * @param sameRequest false if the key was used for a request with other content
     */
    record Existing(StoredMessage first, boolean sameRequest) implements Claim {
        public Existing(StoredMessage first) {
            this(first, true);
        }
    }

    /** It is stored as wished, without an attempt. */
    record Stored(MessageState state) implements Claim {}
}
