package io.emailservice.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that an endpoint has not taken yet.
 *
 * @param attempts so far
 * @param nextAt null for a dead letter
 * @param failure of the last attempt
 */
public record WebhookDelivery(
        UUID endpointId,
        UUID eventId,
        String type,
        String body,
        int attempts,
        @Nullable Instant nextAt,
        @Nullable String failure) {}
