package io.emailservice.store;

import io.emailservice.message.Failure;
import io.emailservice.message.MessageState;
import io.emailservice.message.Stream;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is kept.
 *
 * @param recipient normalised address
 * @param attempt number of the last opened attempt, 0 if none
 * @param attemptAt when that attempt was opened
 * @param provider account of that attempt
 * @param failure why it is where it is, or null
 * @param nextAttemptAt not to be tried before, or null
 * @param document the request as JSON, see {@link io.emailservice.message.Submission}
 * @param contentHash names the inline sources, or null if it was made from a template
 */
public record StoredMessage(
        UUID id,
        String tenant,
        Stream stream,
        String recipient,
        MessageState state,
        int attempt,
        @Nullable Instant attemptAt,
        @Nullable String provider,
        @Nullable String providerMessageId,
        @Nullable Failure failure,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant expiresAt,
        String queue,
        String jobId,
        String document,
        @Nullable UUID contentHash,
        Instant createdAt,
        Instant updatedAt) {}
