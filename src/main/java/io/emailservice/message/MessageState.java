package io.emailservice.message;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a message is in its life. Feedback moves a state only forward in rank; every feedback is kept whatever its
 * order. Engagement stands beside the state, never in it.
 */
public enum MessageState {
    SCHEDULED(0, false),
    QUEUED(1, false),
    SENDING(2, false),
    DEFERRED(2, false),
    UNCERTAIN(3, false),
    SENT(4, false),
    DELIVERED(5, true),
    BOUNCED(6, true),
    REJECTED(6, true),
    FAILED(6, true),
    SUPPRESSED(6, true),
    CANCELLED(6, true),
    EXPIRED(6, true);

    private final int rank;
    private final boolean terminal;
    private final String wire = name().toLowerCase(Locale.ROOT);

    MessageState(int rank, boolean terminal) {
        this.rank = rank;
        this.terminal = terminal;
    }

    /** Feedback may only raise it. */
    public int rank() {
        return rank;
    }

    /** Nothing more is done by us; late feedback may still come (a delayed bounce after {@code delivered}). */
    public boolean terminal() {
        return terminal;
    }

    /** A provider took the message, or it will never be sent: its job is over. */
    public boolean jobIsOver() {
        return terminal || this == SENT;
    }

    /** The name in events, answers and the store. */
    public String wire() {
        return wire;
    }

    public static Optional<MessageState> of(String wire) {
        for (MessageState state : values()) {
            if (state.wire.equals(wire)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
