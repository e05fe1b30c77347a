package io.emailservice.api;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/** Finds a message with its timeline. Plugged in by {@code service}. */
public interface MessageReader {
    /** Empty if there is no such message. */
    Future<Optional<MessageView>> read(UUID messageId);
}
