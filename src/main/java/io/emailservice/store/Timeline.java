package io.emailservice.store;

import io.emailservice.message.Failure;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one message.
 *
 * @param events in the order of their sequence
 * @param attempts that ended without the provider taking the message, in order; the open or successful one is in the
 *     message itself
 * @param engagement what recipients did, beside the state
 * @param taken each time that a provider is known by its feedback, or by a late answer, to have taken it
 * @param redriveOf the dead letter out of which it was made, or null
 */
public record Timeline(
        StoredMessage message,
        List<Entry> events,
        List<EndedAttempt> attempts,
        List<Engagement> engagement,
        List<Taken> taken,
        @Nullable UUID redriveOf) {
    public Timeline {
        engagement = List.copyOf(engagement);
        taken = List.copyOf(taken);
        events = List.copyOf(events);
        attempts = List.copyOf(attempts);
    }

    /**
     * One event.
     *
     * @param data type-specific part, one JSON object
     */
    public record Entry(UUID id, int sequence, String type, Instant at, String data) {}

    /**
     * One attempt in vain.
     *
     * @param outcome state that the message went to
     */
    public record EndedAttempt(
            int number,
            @Nullable String provider,
            @Nullable Instant openedAt,
            Instant closedAt,
            String outcome,
            @Nullable Failure failure) {}

    /**
     * Proof that a provider took the message.
     *
     * @param source the provider's word for it, or {@code late answer} for one that came when the message had gone on
     * @param key of the feedback
     */
    public record Taken(Instant at, String source, @Nullable String providerMessageId, UUID key) {}

    /**
     * What was done with the message, of one kind and by one sort of visitor.
     *
     * @param kind {@code opened}, {@code clicked}, {@code unsubscribed} or {@code complained}
     * @param who {@code human}, {@code machine} or {@code unknown}
     */
    public record Engagement(String kind, String who, Instant first, Instant last, int times) {}
}
