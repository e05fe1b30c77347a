package io.emailservice.message;

import java.util.UUID;

/** One message ready for a provider. */
public record OutgoingMessage(UUID id, SendRequest request, RenderedMessage rendered) {}
