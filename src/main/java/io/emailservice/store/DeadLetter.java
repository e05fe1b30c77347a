package io.emailservice.store;

import io.emailservice.message.Failure;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that failed for good, or a job of which no message could be made.
 *
 * @param id of the message or of the refused job
 * @param position its place among all dead letters; grows with time and never changes
 * @param at when it failed
 * @param message what only messages have, or null for a refused job
 * @param redrivenAs the message that was made out of it, or null
 */
public record DeadLetter(
        UUID id,
        UUID position,
        Instant at,
        String queue,
        String jobId,
        @Nullable Failure failure,
        @Nullable Of message,
        @Nullable UUID redrivenAs) {

    /**
     * The message.
     *
     * @param state {@code failed} or {@code rejected}
     * @param attempts how often a provider was called
     */
    public record Of(
            String tenant,
            String stream,
            String recipient,
            @Nullable String campaign,
            String state,
            int attempts) {}
}
