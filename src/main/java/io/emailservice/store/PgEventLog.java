package io.emailservice.store;

import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link EventLog} in the table {@code message_event}. Safe from any context. */
final class PgEventLog implements EventLog {
    private static final int MOST_EVENTS = 10_000;
    /** How much older an event's id can be than events before it in the log, at most: retries, clocks that differ. */
    static final Duration LATEST_COMMIT = Duration.ofDays(1);

    // The message is looked up for each event, whatever the planner believes about the size of the tables.
    private static final String AFTER = """
            SELECT e.position, e.id, e.at, e.sequence, e.type, e.data::text AS data,
              coalesce(e.subject, e.message_id::text) AS subject, m.*
            FROM events_after($1::int8, $2::uuid, $3::uuid, $4::int4) e
            LEFT JOIN LATERAL (
              SELECT m.id AS message, m.tenant, m.stream, m.recipient, m.provider, m.provider_message_id, m.campaign,
                (m.request -> 'tags')::text AS tags, (m.request -> 'metadata')::text AS metadata
              FROM message m WHERE m.id = e.message_id OFFSET 0
            ) m ON true
            ORDER BY e.position, e.id""";

    // A repeated run must not write an event again.
    private static final String APPEND = """
            INSERT INTO message_event (id, at, sequence, type, subject, data)
            SELECT i.id, $1::timestamptz, 0, i.type, i.subject, i.data::jsonb
            FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS i(id, type, subject, data)
            WHERE NOT EXISTS (
              SELECT FROM message_event e WHERE e.message_id IS NULL AND e.id = i.id AND e.id >= $6::uuid)""";

    private final Pool pool;
    private final Clock clock;
    private final Uuid7 ids;
    private final BatchWriter<Numbered, Boolean> writer;

    PgEventLog(Vertx vertx, Pool pool, Clock clock, BatchLimits limits, StoreMetrics metrics) {
        this.pool = pool;
        this.clock = clock;
        this.ids = new Uuid7(clock);
        this.writer = new BatchWriter<>("event", vertx, limits, event -> null, this::write, metrics);
    }

    private record Numbered(UUID id, ProviderEvent event) {}

    @Override
    public Future<List<LoggedEvent>> after(Cursor cursor, int limit) {
        Tuple parameters = Tuple.tuple()
                .addValue(cursor.position())
                .addValue(cursor.id())
                .addValue(earliest(cursor))
                .addValue(Math.min(Math.max(limit, 1), MOST_EVENTS));
        return pool.preparedQuery(AFTER).execute(parameters).map(PgEventLog::events);
    }

    @Override
    public Future<Void> append(ProviderEvent event) {
        return writer.submit(new Numbered(ids.next(), event)).mapEmpty();
    }

    Future<Void> close() {
        return writer.close();
    }

    private Future<List<@Nullable Boolean>> write(List<Numbered> events) {
        Columns<Numbered> columns = new Columns<>(events)
                .value(clock.instant())
                .uuids(Numbered::id)
                .texts(row -> row.event().type().wire())
                .texts(row -> row.event().subject())
                .texts(row -> row.event().data())
                .value(IdRange.of(IdRange.ordered(events, Numbered::id), Numbered::id)
                        .lowest());
        return pool.preparedQuery(APPEND)
                .execute(columns.tuple())
                .map(done -> Collections.nCopies(events.size(), true));
    }

    /** No event behind the cursor has a smaller id, so older partitions need not be looked at. */
    static UUID earliest(Cursor cursor) {
        Instant seen = Uuid7.instantOf(cursor.id());
        return seen.isBefore(Instant.EPOCH.plus(LATEST_COMMIT))
                ? Cursor.START.id()
                : Uuid7.floor(seen.minus(LATEST_COMMIT));
    }

    private static List<LoggedEvent> events(RowSet<Row> rows) {
        List<LoggedEvent> events = new ArrayList<>(rows.size());
        for (Row row : rows) {
            UUID id = row.getUUID("id");
            events.add(new LoggedEvent(
                    new Cursor(row.getLong("position"), id),
                    id,
                    row.getString("subject"),
                    row.getInteger("sequence"),
                    row.getString("type"),
                    StoredRows.requiredInstant(row, "at"),
                    orElse(row.getString("data"), "{}"),
                    about(row)));
        }
        return events;
    }

    private static LoggedEvent.@Nullable About about(Row row) {
        UUID message = row.getUUID("message");
        return message == null
                ? null
                : new LoggedEvent.About(
                        message,
                        row.getString("tenant"),
                        row.getString("stream"),
                        row.getString("recipient"),
                        row.getString("provider"),
                        row.getString("provider_message_id"),
                        row.getString("campaign"),
                        orElse(row.getString("tags"), "[]"),
                        orElse(row.getString("metadata"), "{}"));
    }

    private static String orElse(@Nullable String text, String fallback) {
        return text == null ? fallback : text;
    }
}
