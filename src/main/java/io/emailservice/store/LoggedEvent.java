package io.emailservice.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of the log, joined with what its message says now.
 *
 * @param position where reading goes on after this event
 * @param id CloudEvents id
 * @param subject message id, or the provider account's name
 * @param sequence number within its message from 1; 0 for an event without message
 * @param type CloudEvents type
 * @param data type-specific part, one JSON object
 * @param message the static part, or null for an event without message
 */
public record LoggedEvent(
        Cursor position,
        UUID id,
        String subject,
        int sequence,
        String type,
        Instant at,
        String data,
        @Nullable About message) {

    /**
     * The part of an event that is the same for all events of one message.
     *
     * @param tags JSON array of texts
     * @param metadata JSON object
     */
    public record About(
            UUID id,
            String tenant,
            String stream,
            String recipient,
            @Nullable String provider,
            @Nullable String providerMessageId,
            @Nullable String campaign,
            String tags,
            String metadata) {}
}
