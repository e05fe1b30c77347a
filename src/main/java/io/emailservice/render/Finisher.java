package io.emailservice.render;

import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import java.util.UUID;

/** The last step of a rendering, on the same worker thread: tracking links, pixel and headers. */
@FunctionalInterface
public interface Finisher {
    /** Changes nothing. */
    Finisher NONE = (messageId, request, rendered) -> rendered;

    /** The message with everything that is ours added. Must be safe from any thread, fast and without blocking. */
    RenderedMessage finish(UUID messageId, SendRequest request, RenderedMessage rendered);
}
