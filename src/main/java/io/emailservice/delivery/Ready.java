package io.emailservice.delivery;

import io.emailservice.message.Failure;
import io.emailservice.message.RenderedMessage;
import org.jspecify.annotations.Nullable;

/** A message that is ready to send, or why it can't be made ready: exactly one of the two is set. */
record Ready(@Nullable RenderedMessage message, @Nullable Failure failure) {
    static Ready rendered(RenderedMessage message) {
        return new Ready(message, null);
    }

    static Ready refused(Failure failure) {
        return new Ready(null, failure);
    }

    RenderedMessage rendered() {
        if (message == null) {
            throw new IllegalStateException("not rendered");
        }
        return message;
    }
}
