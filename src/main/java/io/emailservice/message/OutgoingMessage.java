package io.emailservice.message;

import java.time.Instant;
import java.util.UUID;

/**
 * One message ready for a provider.
 *
 * @param callBefore from then on it must not be handed over any more: its attempt has become so old that somebody else
 *     may have taken it for dead
 */
public record OutgoingMessage(UUID id, SendRequest request, RenderedMessage rendered, Instant callBefore) {}
