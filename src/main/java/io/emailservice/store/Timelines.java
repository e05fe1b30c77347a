package io.emailservice.store;

import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads what is known of single messages. Safe from any context. */
public final class Timelines {
    private static final int MOST_ENTRIES = 1_000;

    private static final String EVENTS = """
            SELECT id, sequence, type, at, coalesce(data::text, '{}') AS data FROM message_event
            WHERE message_id = $1::uuid AND id >= $3::uuid ORDER BY sequence LIMIT $2::int4""";

    private static final String ATTEMPTS = """
            SELECT number, provider, opened_at, closed_at, outcome, failure_class, failure_code, failure_text
            FROM message_attempt WHERE message_id = $1::uuid ORDER BY number LIMIT $2::int4""";

    private static final String ENGAGEMENT = """
            SELECT kind, label, first_at, last_at, times FROM message_engagement
            WHERE message_id = $1::uuid ORDER BY first_at, kind, label""";

    private static final String TAKEN = """
            SELECT at, evidence ->> 'rawKind' AS source, evidence ->> 'providerMessageId' AS provider_message_id, key
            FROM message_feedback WHERE message_id = $1::uuid AND kind = 'sent' ORDER BY at, key LIMIT $2::int4""";

    private static final String REDRIVE_OF = "SELECT old_id FROM redrive WHERE new_id = $1::uuid LIMIT 1";

    private final Pool pool;
    private final Messages messages;

    Timelines(Pool pool, Messages messages) {
        this.pool = pool;
        this.messages = messages;
    }

    /** The message with its events and attempts, the first thousand of each. */
    public Future<Optional<Timeline>> of(UUID id) {
        return messages.byId(id)
                .compose(found -> found.isPresent()
                        ? with(found.get()).map(Optional::of)
                        : Future.succeededFuture(Optional.<Timeline>empty()));
    }

    private Future<Timeline> with(StoredMessage message) {
        Future<RowSet<Row>> read =
                pool.preparedQuery(EVENTS).execute(Tuple.of(message.id(), MOST_ENTRIES, earliest(message.id())));
        return read.compose(events -> pool.preparedQuery(ATTEMPTS)
                .execute(Tuple.of(message.id(), MOST_ENTRIES))
                .compose(attempts -> pool.preparedQuery(ENGAGEMENT)
                        .execute(Tuple.of(message.id()))
                        .compose(engagement -> pool.preparedQuery(TAKEN)
                                .execute(Tuple.of(message.id(), MOST_ENTRIES))
                                .compose(taken -> pool.preparedQuery(REDRIVE_OF)
                                        .execute(Tuple.of(message.id()))
                                        .map(redrives -> new Timeline(
                                                message,
                                                list(events, Timelines::entry),
                                                list(attempts, Timelines::attempt),
                                                list(engagement, Timelines::engagement),
                                                list(taken, Timelines::taken),
                                                list(redrives, row -> row.getUUID("old_id")).stream()
                                                        .findFirst()
                                                        .orElse(null)))))));
    }

    /** No event of a message has a smaller id, so older partitions need not be looked at. */
    static UUID earliest(UUID messageId) {
        return Uuid7.floor(Uuid7.instantOf(messageId).minus(PgEventLog.LATEST_COMMIT));
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        List<T> all = new ArrayList<>();
        rows.forEach(row -> all.add(read.apply(row)));
        return all;
    }

    private static Timeline.Engagement engagement(Row row) {
        return new Timeline.Engagement(
                row.getString("kind"),
                row.getString("label"),
                StoredRows.requiredInstant(row, "first_at"),
                StoredRows.requiredInstant(row, "last_at"),
                row.getInteger("times"));
    }

    private static Timeline.Taken taken(Row row) {
        return new Timeline.Taken(
                StoredRows.requiredInstant(row, "at"),
                row.getString("source"),
                row.getString("provider_message_id"),
                row.getUUID("key"));
    }

    private static Timeline.Entry entry(Row row) {
        return new Timeline.Entry(
                row.getUUID("id"),
                row.getInteger("sequence"),
                row.getString("type"),
                StoredRows.requiredInstant(row, "at"),
                row.getString("data"));
    }

    private static Timeline.EndedAttempt attempt(Row row) {
        return new Timeline.EndedAttempt(
                row.getInteger("number"),
                row.getString("provider"),
                StoredRows.instant(row, "opened_at"),
                StoredRows.requiredInstant(row, "closed_at"),
                row.getString("outcome"),
                StoredRows.failure(row));
    }
}
