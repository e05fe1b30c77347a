package io.emailservice.api;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/** Finds a message with its timeline. Plugged in by {@code service}. */
public interface MessageReader {
    /** Empty if there is no such message. */
    Future<Optional<MessageView>> read(UUID messageId);

    /** As a caller sees it: another tenant's message isn't there. Fails with {@link HttpProblem} (404) if it isn't. */
    default Future<MessageView> visible(UUID messageId, Caller caller) {
        return read(messageId).compose(found -> found.filter(view -> caller.mayActFor(view.tenant()))
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(HttpProblem.of(404, "there is no such message"))));
    }
}
