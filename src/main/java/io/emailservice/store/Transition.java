package io.emailservice.store;

import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.MessageState;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of a message's state, with the event that tells it.
 *
 * @param attempt number of the last opened attempt as the caller knows it: the fence against a late second worker
 * @param provider account concerned, or null to keep what is stored
 * @param providerMessageId in the form that feedback uses, or null to keep what is stored
 * @param failure why, or null to clear it; one with {@link Failure#NOT_TAKEN} is written only while no post of a provider
 *     waits longer than {@link #POSTS_READ_WITHIN} to be read
 * @param nextAttemptAt not to be tried before, or null
 * @param eventData type-specific part of the event, one JSON object
 */
public record Transition(
        UUID id,
        int attempt,
        MessageState to,
        @Nullable String provider,
        @Nullable String providerMessageId,
        @Nullable Failure failure,
        @Nullable Instant nextAttemptAt,
        EventType event,
        String eventData) {
    /** Beyond it the provider may have told what nobody has read yet: its silence proves nothing. */
    public static final Duration POSTS_READ_WITHIN = Duration.ofSeconds(3);
}
