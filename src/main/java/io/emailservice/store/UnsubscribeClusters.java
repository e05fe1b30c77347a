package io.emailservice.store;

import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows clusters of unsubscribes and takes back what they suppressed. Safe from any context. */
public final class UnsubscribeClusters {
    private static final int AT_ONCE = 1_000;

    private static final String SHOW = """
            SELECT k.id, k.tenant, k.stream, nullif(k.campaign, '') AS campaign, k.found_at, k.last_at, k.lifted,
              k.undone_at, k.undone_by, u.unsubscribes, u.machines
            FROM unsubscribe_cluster k, LATERAL (
              SELECT count(*)::int4 AS unsubscribes, (count(*) FILTER (WHERE machine))::int4 AS machines
              FROM unsubscribe u WHERE u.cluster = k.id
            ) u""";

    private static final String LIST = SHOW + " WHERE k.tenant = $1::text ORDER BY k.id DESC LIMIT $2::int4";
    private static final String ONE = SHOW + " WHERE k.tenant = $1::text AND k.id = $2::uuid";

    private static final String BEGIN = """
            UPDATE unsubscribe_cluster
            SET undone_at = coalesce(undone_at, $3::timestamptz), undone_by = coalesce(undone_by, $4::text)
            WHERE tenant = $1::text AND id = $2::uuid""";

    private static final String TAKE = """
            UPDATE unsubscribe SET undone = true WHERE (message_id, address) IN (
              SELECT message_id, address FROM unsubscribe WHERE cluster = $1::uuid AND NOT undone
              ORDER BY message_id, address LIMIT $2::int4 FOR UPDATE)
            RETURNING message_id, address, tenant, stream, at""";

    private static final String COUNT = "UPDATE unsubscribe_cluster SET lifted = lifted + $2::int4 WHERE id = $1::uuid";

    private static final String DROP = "DELETE FROM unsubscribe WHERE message_id < $1::uuid";
    private static final String DROP_CLUSTERS = "DELETE FROM unsubscribe_cluster WHERE id < $1::uuid";

    private final Pool pool;
    private final Clock clock;
    private final Duration retention;

    UnsubscribeClusters(Pool pool, Clock clock, Duration retention) {
        this.pool = pool;
        this.clock = clock;
        this.retention = retention;
    }

    /** The newest of a tenant, at most {@code limit}. */
    public Future<List<UnsubscribeCluster>> list(String tenant, int limit) {
        return pool.preparedQuery(LIST).execute(Tuple.of(tenant, limit)).map(rows -> {
            List<UnsubscribeCluster> all = new ArrayList<>();
            rows.forEach(row -> all.add(read(row)));
            return all;
        });
    }

    /**
     * Takes back the suppressions that exactly these unsubscribes brought, and that are still as they brought them. Some
     * at a time; if it is cut off, the next call goes on. Empty if the tenant has no such cluster.
     *
     * @param by who wants it, for the record
     */
    public Future<Optional<UnsubscribeCluster>> undo(String tenant, UUID id, String by) {
        Tuple begin = Tuple.of(tenant, id, Columns.timestamp(clock.instant()), by);
        return pool.preparedQuery(BEGIN)
                .execute(begin)
                .compose(begun -> begun.rowCount() == 0 ? Future.succeededFuture() : undoAll(id, by))
                .compose(done -> pool.preparedQuery(ONE).execute(Tuple.of(tenant, id)))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(read(row));
                    }
                    return Optional.empty();
                });
    }

    private Future<Void> undoAll(UUID id, String by) {
        return pool.withTransaction(connection -> undoSome(connection, id, by))
                .compose(taken -> taken < AT_ONCE ? Future.succeededFuture() : undoAll(id, by));
    }

    private Future<Integer> undoSome(SqlConnection connection, UUID id, String by) {
        return connection.preparedQuery(TAKE).execute(Tuple.of(id, AT_ONCE)).compose(rows -> {
            List<AddressNote> notes = new ArrayList<>();
            rows.forEach(row -> notes.add(note(row)));
            return Lifting.lift(connection, clock.instant(), by, notes)
                    .compose(lifted -> connection.preparedQuery(COUNT).execute(Tuple.of(id, lifted)))
                    .map(notes.size());
        });
    }

    private static AddressNote note(Row row) {
        return new AddressNote(
                AddressNote.Kind.UNSUBSCRIBE,
                row.getString("tenant"),
                row.getString("address"),
                row.getString("stream"),
                row.getUUID("message_id"),
                StoredRows.requiredInstant(row, "at"));
    }

    /** Forgets what is older than the messages that are kept. */
    Future<Void> drop() {
        Tuple oldest = Tuple.of(Uuid7.floor(clock.instant().minus(retention)));
        return pool.preparedQuery(DROP)
                .execute(oldest)
                .compose(done -> pool.preparedQuery(DROP_CLUSTERS).execute(oldest))
                .mapEmpty();
    }

    private static UnsubscribeCluster read(Row row) {
        @Nullable String campaign = row.getString("campaign");
        return new UnsubscribeCluster(
                row.getUUID("id"),
                row.getString("tenant"),
                row.getString("stream"),
                campaign,
                StoredRows.requiredInstant(row, "found_at"),
                StoredRows.requiredInstant(row, "last_at"),
                row.getInteger("unsubscribes"),
                row.getInteger("machines"),
                row.getInteger("lifted"),
                StoredRows.instant(row, "undone_at"),
                row.getString("undone_by"));
    }
}
