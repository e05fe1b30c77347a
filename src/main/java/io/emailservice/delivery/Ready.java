package io.emailservice.delivery;

import io.emailservice.message.Failure;
import io.emailservice.message.RenderedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message that is ready to send, or why it can't be made ready: exactly one of the two is set.
 *
 * @param templateVersion the version it is made from, or null if its sources came with it
 */
record Ready(
        @Nullable RenderedMessage message,
        @Nullable Integer templateVersion,
        @Nullable Failure failure) {
    static Ready rendered(RenderedMessage message, @Nullable Integer templateVersion) {
        return new Ready(message, templateVersion, null);
    }

    static Ready refused(Failure failure) {
        return new Ready(null, null, failure);
    }

    RenderedMessage rendered() {
        if (message == null) {
            throw new IllegalStateException("not rendered");
        }
        return message;
    }
}
