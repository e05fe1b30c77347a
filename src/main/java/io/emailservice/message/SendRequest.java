package io.emailservice.message;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid wish to send one message to one recipient, however it came in. Decoded and checked by {@code intake}; nothing
 * behind it checks again.
 *
 * @param idempotencyKey caller's key, unique per tenant: the same key is sent once
 * @param template stored template, or null if {@code content} is given
 * @param content inline sources, or null if {@code template} is given
 * @param data values for the template: maps, lists, strings, numbers, booleans and nulls only
 * @param headers extra headers by name, no reserved names, no CR or LF
 * @param metadata the caller's own scalars; {@code stepExecutionId} and {@code campaign} have a meaning to us
 * @param tracking what to measure, or null for the stream's default
 * @param provider name of the provider or provider account to use, or null for the routing rules
 * @param sendAt not before this instant
 * @param expiresAt never after this instant
 * @param collapseKey a newer message with the same key replaces this one while it waits
 */
public record SendRequest(
        String idempotencyKey,
        String tenant,
        Stream stream,
        Mailbox from,
        Mailbox to,
        List<Mailbox> cc,
        List<Mailbox> bcc,
        @Nullable Mailbox replyTo,
        @Nullable TemplateRef template,
        @Nullable Content content,
        Map<String, Object> data,
        Map<String, String> headers,
        List<Attachment> attachments,
        List<String> tags,
        Map<String, Object> metadata,
        @Nullable Tracking tracking,
        @Nullable String provider,
        @Nullable Instant sendAt,
        @Nullable Instant expiresAt,
        @Nullable String collapseKey) {

    /** {@code metadata.campaign} as text, or null. */
    public @Nullable String campaign() {
        return metadataText("campaign");
    }

    /** {@code metadata.stepExecutionId} as text, or null. */
    public @Nullable String stepExecutionId() {
        return metadataText("stepExecutionId");
    }

    private @Nullable String metadataText(String key) {
        Object value = metadata.get(key);
        return value == null ? null : value.toString();
    }
}
