package io.emailservice.provider;

import io.emailservice.message.Failure;
import io.emailservice.message.OutgoingMessage;
import org.jspecify.annotations.Nullable;

/** A last word against a call that is about to be made. Plugged in by {@code service}; asked on the sender's loop. */
@FunctionalInterface
public interface LastCheck {
    /** Lets everything pass. */
    LastCheck NONE = (account, message) -> null;

    /**
     * Why the message must not go through this account now, or null. Of class {@code throttle} if it must not go through
     * any other either.
     */
    @Nullable
    Failure objection(String account, OutgoingMessage message);
}
