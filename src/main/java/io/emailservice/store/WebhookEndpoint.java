package io.emailservice.store;

import io.emailservice.config.Secret;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored webhook endpoint.
 *
 * @param types full names or beginnings with a star; empty for all
 * @param oldSecret the secret before the last rotation while it still signs, else null
 * @param state {@code active}, {@code paused} or {@code disabled}
 * @param reason why it was disabled
 */
public record WebhookEndpoint(
        UUID id,
        String tenant,
        String url,
        List<String> types,
        Secret secret,
        @Nullable Secret oldSecret,
        String state,
        @Nullable String reason,
        Instant createdAt) {
    public static final String ACTIVE = "active";
    public static final String PAUSED = "paused";

    public WebhookEndpoint {
        types = List.copyOf(types);
    }
}
