package io.emailservice.event.webhook;

import io.emailservice.event.PublishedEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one endpoint.
 *
 * @param attempts that failed
 * @param nextAt when it is tried again; null for a dead letter
 * @param failure of the last attempt
 */
public record Delivery(
        UUID endpointId,
        UUID eventId,
        String type,
        String body,
        int attempts,
        @Nullable Instant nextAt,
        @Nullable String failure) {

    static Delivery first(UUID endpoint, PublishedEvent event) {
        return new Delivery(
                endpoint, event.id(), event.type(), event.toCloudEvent().encode(), 0, null, null);
    }

    /** One more attempt has failed. */
    Delivery failed(String why, @Nullable Instant next) {
        return new Delivery(endpointId, eventId, type, body, attempts + 1, next, why);
    }

    /** Put off without an attempt. */
    Delivery later(Instant next) {
        return new Delivery(endpointId, eventId, type, body, attempts, next, failure);
    }
}
