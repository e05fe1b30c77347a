package io.emailservice.store;

import io.emailservice.message.EventType;
import io.emailservice.message.MessageState;
import java.util.Optional;

/** Which event tells that a message reached a state. */
final class EventTypes {
    private EventTypes() {}

    /** Empty for the states that are reached silently: scheduled, queued and sending. */
    static Optional<EventType> of(MessageState state) {
        return switch (state) {
            case SCHEDULED, QUEUED, SENDING -> Optional.empty();
            case DEFERRED -> Optional.of(EventType.MESSAGE_DEFERRED);
            case UNCERTAIN -> Optional.of(EventType.MESSAGE_UNCERTAIN);
            case SENT -> Optional.of(EventType.MESSAGE_SENT);
            case DELIVERED -> Optional.of(EventType.MESSAGE_DELIVERED);
            case BOUNCED -> Optional.of(EventType.MESSAGE_BOUNCED);
            case REJECTED -> Optional.of(EventType.MESSAGE_REJECTED);
            case FAILED -> Optional.of(EventType.MESSAGE_FAILED);
            case SUPPRESSED -> Optional.of(EventType.MESSAGE_SUPPRESSED);
            case CANCELLED -> Optional.of(EventType.MESSAGE_CANCELLED);
            case EXPIRED -> Optional.of(EventType.MESSAGE_EXPIRED);
        };
    }
}
