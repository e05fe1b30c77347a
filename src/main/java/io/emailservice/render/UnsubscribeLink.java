package io.emailservice.render;

import io.emailservice.message.SendRequest;
import java.util.UUID;

/** Where the helper {@code {{unsubscribeUrl}}} points to. */
@FunctionalInterface
public interface UnsubscribeLink {
    /** An absolute https URL, personal to the message. Must be safe from any thread and fast. */
    String of(UUID messageId, SendRequest request);
}
