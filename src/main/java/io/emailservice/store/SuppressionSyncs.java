package io.emailservice.store;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionChange;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How far suppressions and the lists of provider accounts have followed each other. Only who holds the lease of an
 * account moves its cursors. Safe from any context.
 */
public final class SuppressionSyncs {
    private static final String CLAIM = """
            INSERT INTO suppression_sync_lease AS l (account, holder, until, next_at)
            VALUES ($1::text, $2::uuid, clock_timestamp() + $3::int8 * interval '1 millisecond', clock_timestamp())
            ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE l.until <= clock_timestamp() AND l.next_at <= clock_timestamp()""";

    private static final String RELEASE = """
            UPDATE suppression_sync_lease
            SET until = clock_timestamp(), next_at = clock_timestamp() + $3::int8 * interval '1 millisecond'
            WHERE account = $1::text AND holder = $2::uuid""";

    private static final String CURSOR =
            "SELECT cursor FROM suppression_sync WHERE account = $1::text AND list = $2::text AND direction = $3::text";

    private static final String SAVE = """
            WITH held AS (
              UPDATE suppression_sync_lease SET until = clock_timestamp() + $3::int8 * interval '1 millisecond'
              WHERE account = $1::text AND holder = $2::uuid AND until > clock_timestamp()
              RETURNING account
            )
            INSERT INTO suppression_sync (account, list, direction, cursor, updated_at)
            SELECT account, $4::text, $5::text, $6::text, clock_timestamp() FROM held
            ON CONFLICT (account, list, direction) DO UPDATE
            SET cursor = excluded.cursor, updated_at = excluded.updated_at""";

    private static final String CHANGES = """
            SELECT tx::text AS tx, tenant, address, stream, reason, source, created_at, expires_at
            FROM suppression
            WHERE (tx, tenant, address, stream) > ($1::text::xid8, $2::text, $3::text, $4::text)
              AND tx < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY tx, tenant, address, stream LIMIT $5::int4""";

    // What is suppressed again, or still by another tenant of the account, stays on the provider's list.
    private static final String REMOVALS = """
            SELECT tx::text AS tx, tenant, address, stream, reason, removed_by AS source, removed_at AS created_at,
              CASE WHEN EXISTS (SELECT FROM suppression s WHERE s.tenant = ANY($6::text[]) AND s.address = r.address
                AND s.reason = r.reason) THEN removed_at END AS expires_at
            FROM suppression_removal r
            WHERE (tx, tenant, address, stream) > ($1::text::xid8, $2::text, $3::text, $4::text)
              AND tx < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY tx, tenant, address, stream LIMIT $5::int4""";

    private final Pool pool;

    SuppressionSyncs(Pool pool) {
        this.pool = pool;
    }

    /** Takes an account if its next round is due and nobody else is at it. */
    public Future<Boolean> claim(String account, UUID holder, Duration lease) {
        Tuple parameters = Tuple.of(account, holder, lease.toMillis());
        return pool.preparedQuery(CLAIM).execute(parameters).map(rows -> rows.rowCount() == 1);
    }

    /** Gives the account back; the next round is due after the pause. */
    public Future<Void> release(String account, UUID holder, Duration pause) {
        return pool.preparedQuery(RELEASE)
                .execute(Tuple.of(account, holder, pause.toMillis()))
                .mapEmpty();
    }

    /** Where a direction of a list stands; empty for its beginning. */
    public Future<String> cursor(String account, String list, String direction) {
        return pool.preparedQuery(CURSOR)
                .execute(Tuple.of(account, list, direction))
                .map(rows -> rows.size() == 0 ? "" : rows.iterator().next().getString("cursor"));
    }

    /** Moves a cursor and renews the lease; false if somebody else has it by now. */
    public Future<Boolean> save(
            String account, UUID holder, Duration lease, String list, String direction, String cursor) {
        Tuple parameters = Tuple.of(account, holder, lease.toMillis(), list, direction, cursor);
        return pool.preparedQuery(SAVE).execute(parameters).map(rows -> rows.rowCount() == 1);
    }

    /** What came or changed behind a position, of all tenants, in the order of transactions. */
    public Future<List<SuppressionChange>> changes(String position, int limit) {
        return read(CHANGES, after(position, limit));
    }

    /**
     * What was removed behind a position. One that is still suppressed for the same reason, for any of the tenants, has
     * an end.
     */
    public Future<List<SuppressionChange>> removals(String position, int limit, List<String> tenants) {
        return read(REMOVALS, after(position, limit).addValue(tenants.toArray(String[]::new)));
    }

    private Future<List<SuppressionChange>> read(String sql, Tuple parameters) {
        return pool.withTransaction(connection -> Partitions.run(connection, Suppressions.IN_INDEX_ORDER)
                .compose(set -> connection.preparedQuery(sql).execute(parameters))
                .map(SuppressionSyncs::read));
    }

    private static Tuple after(String position, int limit) {
        JsonArray place =
                position.isEmpty() ? new JsonArray().add("0").add("").add("").add("") : new JsonArray(position);
        Tuple parameters = Tuple.tuple();
        for (int i = 0; i < 4; i++) {
            parameters.addValue(place.getString(i));
        }
        return parameters.addValue(limit);
    }

    private static List<SuppressionChange> read(RowSet<Row> rows) {
        List<SuppressionChange> changes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String tenant = row.getString("tenant");
            Suppression suppression = Suppressions.read(row);
            String position = new JsonArray()
                    .add(row.getString("tx"))
                    .add(tenant)
                    .add(suppression.address())
                    .add(suppression.stream())
                    .encode();
            changes.add(new SuppressionChange(position, tenant, suppression));
        }
        return changes;
    }
}
