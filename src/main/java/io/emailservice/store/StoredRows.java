package io.emailservice.store;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.message.Stream;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@link StoredMessage}s from rows. Pure. */
final class StoredRows {
    /** Columns of the table {@code message m} that {@link #read} wants. */
    static final String COLUMNS = """
            m.id, m.tenant, m.stream, m.recipient, m.state, m.attempt, m.attempt_at, m.provider, \
            m.provider_message_id, m.failure_class, m.failure_code, m.failure_text, m.next_attempt_at, m.expires_at, \
            m.queue, m.job_id, m.request::text AS request, m.content_hash, m.created_at, m.updated_at""";

    private StoredRows() {}

    static StoredMessage read(Row row) {
        return new StoredMessage(
                row.getUUID("id"),
                row.getString("tenant"),
                Stream.of(row.getString("stream")).orElseThrow(),
                row.getString("recipient"),
                MessageState.of(row.getString("state")).orElseThrow(),
                row.getInteger("attempt"),
                instant(row, "attempt_at"),
                row.getString("provider"),
                row.getString("provider_message_id"),
                failure(row),
                instant(row, "next_attempt_at"),
                instant(row, "expires_at"),
                row.getString("queue"),
                row.getString("job_id"),
                row.getString("request"),
                row.getUUID("content_hash"),
                requiredInstant(row, "created_at"),
                requiredInstant(row, "updated_at"));
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }

    static Instant requiredInstant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** From the columns {@code failure_class}, {@code failure_code} and {@code failure_text}. */
    static @Nullable Failure failure(Row row) {
        String kind = row.getString("failure_class");
        return kind == null
                ? null
                : new Failure(
                        FailureClass.valueOf(kind.toUpperCase(Locale.ROOT)),
                        row.getString("failure_code"),
                        row.getString("failure_text"));
    }
}
