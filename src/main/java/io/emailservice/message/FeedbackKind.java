package io.emailservice.message;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a provider says has become of a message. */
public enum FeedbackKind {
    /** The provider took responsibility. */
    SENT(MessageState.SENT),
    /** The receiving server took it. A bounce may still follow. */
    DELIVERED(MessageState.DELIVERED),
    /** A temporary failure; the provider itself tries again, so it has the message: that is {@code sent}. */
    DEFERRED(MessageState.SENT),
    /** The receiving server refused it, now or after taking it. */
    BOUNCED(MessageState.BOUNCED),
    /** The provider refused to try, by its own rules or its own list. */
    REJECTED(MessageState.REJECTED),
    /** The provider took it and then broke on it, for example at rendering. */
    FAILED(MessageState.FAILED),
    /** The recipient marked it as spam. */
    COMPLAINED(null),
    OPENED(null),
    CLICKED(null),
    UNSUBSCRIBED(null),
    /** About one of our messages, but of a sort that we don't know (yet), or that changes nothing: kept, moves nothing. */
    UNKNOWN(null);

    private final @Nullable MessageState target;
    private final String wire = name().toLowerCase(Locale.ROOT);

    FeedbackKind(@Nullable MessageState target) {
        this.target = target;
    }

    /**
     * The state that this asks for; the rank of the present state decides whether it is granted. Empty for engagement
     * and for the unknown, which stand beside the state.
     */
    public Optional<MessageState> target() {
        return Optional.ofNullable(target);
    }

    /** The recipient, or a machine in front of him, did something with it. */
    public boolean engagement() {
        return this == OPENED || this == CLICKED || this == UNSUBSCRIBED || this == COMPLAINED;
    }

    /** The name in the store. */
    public String wire() {
        return wire;
    }

    public static Optional<FeedbackKind> of(String wire) {
        for (FeedbackKind kind : values()) {
            if (kind.wire.equals(wire)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
