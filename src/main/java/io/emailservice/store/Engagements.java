package io.emailservice.store;

import io.emailservice.message.EventType;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * What recipients do with their messages. Engagement stands beside a message's state and never changes it; every report
 * becomes an event. Callable from any context.
 */
public final class Engagements {
    private static final String NOTE = """
            WITH noted AS (
                UPDATE message SET sequence = sequence + 1, updated_at = $3::timestamptz
                WHERE id = $1::uuid RETURNING id, sequence)
            INSERT INTO message_event (id, message_id, at, sequence, type, data)
            SELECT $2::uuid, id, $3::timestamptz, sequence, $4::text, $5::text::jsonb FROM noted
            """;

    /** Written with its event in one statement; a repeated report adds no second suppression. */
    private static final String UNSUBSCRIBE = """
            WITH unsubscribed AS (
                INSERT INTO suppression (tenant, address, stream, reason, source, created_at)
                SELECT tenant, recipient, stream, 'unsubscribe', id::text, $3::timestamptz FROM message
                WHERE id = $1::uuid
                ON CONFLICT (tenant, address, stream) DO NOTHING),
            noted AS (
                UPDATE message SET sequence = sequence + 1, updated_at = $3::timestamptz
                WHERE id = $1::uuid RETURNING id, sequence)
            INSERT INTO message_event (id, message_id, at, sequence, type, data)
            SELECT $2::uuid, id, $3::timestamptz, sequence, $4::text, $5::text::jsonb FROM noted
            """;

    private final Pool pool;
    private final Uuid7 ids;

    Engagements(Pool pool, Clock clock) {
        this.pool = pool;
        this.ids = new Uuid7(clock);
    }

    /** Notes an open or a click. */
    public Future<Void> note(UUID messageId, EventType type, Instant at, String data) {
        return write(NOTE, messageId, type, at, data);
    }

    /** Suppresses the recipient for the message's tenant and stream, and notes it. Idempotent in its effect. */
    public Future<Void> unsubscribe(UUID messageId, Instant at, String data) {
        return write(UNSUBSCRIBE, messageId, EventType.MESSAGE_UNSUBSCRIBED, at, data);
    }

    private Future<Void> write(String statement, UUID messageId, EventType type, Instant at, String data) {
        Tuple row = Tuple.tuple()
                .addValue(messageId)
                .addValue(ids.next())
                .addValue(at.atOffset(ZoneOffset.UTC))
                .addValue(type.wire())
                .addValue(data);
        return pool.preparedQuery(statement).execute(row).mapEmpty();
    }
}
