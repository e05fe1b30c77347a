package io.emailservice.message;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An address that a tenant must not mail.
 *
 * @param address normalised, see {@link Mailbox#normalised()}
 * @param stream the one it holds for, or {@link #EVERY_STREAM}
 * @param source who says so: an API key, a file, a message, a provider's list
 * @param expiresAt until when it holds, or null for ever
 */
public record Suppression(
        String address,
        String stream,
        SuppressionReason reason,
        String source,
        Instant createdAt,
        @Nullable Instant expiresAt) {
    public static final String EVERY_STREAM = "*";
}
