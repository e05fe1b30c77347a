package io.emailservice.api;

import io.vertx.core.Future;
import java.util.UUID;

/** Settles uncertain messages by what an operator knows. Plugged in by {@code service}. */
public interface UncertainDesk {
    /**
     * Writes the operator's word with who said it and why, and brings the message's job back.
     *
     * @return false if the message isn't uncertain (any more); nothing was written then
     */
    Future<Boolean> settle(UUID messageId, SettleOrder order);
}
