package io.emailservice.api;

import io.emailservice.message.MessageState;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/** Cancels messages that wait. Plugged in by {@code service}. */
public interface CancelDesk {
    /**
     * Ends the message as {@code cancelled}, exactly if it waits: no attempt is open, and nothing proves that a provider has it.
     *
     * @return the state that stands in the way; empty if it is cancelled now
     */
    Future<Optional<MessageState>> cancel(UUID messageId, Grounds grounds);
}
