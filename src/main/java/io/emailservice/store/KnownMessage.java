package io.emailservice.store;

import io.emailservice.message.MessageState;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What feedback needs to know of its message, read under the lock of its row.
 *
 * @param decided the feedback that decided the state, or null if none did
 * @param attemptAt when the last attempt was opened, or null if none was
 */
record KnownMessage(
        UUID id,
        String tenant,
        String stream,
        String recipient,
        MessageState state,
        int sequence,
        @Nullable Instant attemptAt,
        @Nullable String providerMessageId,
        @Nullable Decided decided) {
    /** Of the ids $3, which lie between $1 and $2. */
    static final String READ = """
            SELECT m.id, m.tenant, m.stream, m.recipient, m.state, m.sequence, m.attempt_at, m.provider_message_id,
              m.decided_rank, m.decided_at, m.decided_key
            FROM message m WHERE m.id = ANY($3::uuid[]) AND m.id BETWEEN $1::uuid AND $2::uuid
            ORDER BY m.id""";

    static final String LOCK = READ + " FOR UPDATE";

    static KnownMessage of(Row row) {
        Integer rank = row.getInteger("decided_rank");
        return new KnownMessage(
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("stream"),
                row.getString("recipient"),
                MessageState.of(row.getString("state")).orElseThrow(),
                row.getInteger("sequence"),
                StoredRows.instant(row, "attempt_at"),
                row.getString("provider_message_id"),
                rank == null
                        ? null
                        : new Decided(rank, StoredRows.requiredInstant(row, "decided_at"), row.getUUID("decided_key")));
    }

    /** Feedback may name somebody in copy: that doesn't speak for the message. */
    boolean isTo(@Nullable String address) {
        return address == null || address.equals(recipient);
    }
}
