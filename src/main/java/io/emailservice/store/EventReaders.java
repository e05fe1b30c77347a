package io.emailservice.store;

import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.Optional;

/**
 * The readers of the event log: where each stands, and which node reads for it. Leases run by the clock of the database,
 * so that nodes needn't agree on the time. Safe from any context.
 */
public final class EventReaders {
    private static final String CLAIM = """
            SELECT at_position AS position, at_id AS id FROM claim_event_reader($1::text, $2::int4, $3::int4, $4::uuid,
              $5::int8 * interval '1 millisecond', $6::int8, $7::uuid)""";

    private static final String CLAIM_KNOWN = """
            UPDATE event_reader SET owner = $3::uuid, until = clock_timestamp() + $4::int8 * interval '1 millisecond'
            WHERE name = $1::text AND part = $2::int4 AND until <= clock_timestamp()
            RETURNING position, id""";

    private static final String RENEW = """
            UPDATE event_reader SET until = clock_timestamp() + $4::int8 * interval '1 millisecond'
            WHERE name = $1::text AND part = $2::int4 AND owner = $3::uuid""";

    private static final String ADVANCE = """
            UPDATE event_reader SET position = $5::int8, id = $6::uuid, updated_at = clock_timestamp(),
              until = clock_timestamp() + $4::int8 * interval '1 millisecond'
            WHERE name = $1::text AND part = $2::int4 AND owner = $3::uuid
              AND (position, id) <= ($5::int8, $6::uuid)""";

    private static final String RELEASE = """
            UPDATE event_reader SET owner = NULL, until = '-infinity'
            WHERE name = $1::text AND part = $2::int4 AND owner = $3::uuid""";

    private static final String END = "SELECT log_horizon() - 1 AS position";

    private final Pool pool;
    private final Clock clock;

    EventReaders(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Takes a part that nobody holds; empty if somebody does.
     *
     * @param start where a reader begins that never read
     * @return where the part stands
     */
    public Future<Optional<Cursor>> claim(ReaderLease lease, Cursor start) {
        Tuple parameters = Tuple.of(lease.reader(), lease.part(), lease.parts(), lease.owner())
                .addValue(lease.length().toMillis())
                .addValue(start.position())
                .addValue(start.id());
        return claim(CLAIM, parameters);
    }

    /** Like {@link #claim(ReaderLease, Cursor)}, for a reader that somebody else makes and removes. */
    public Future<Optional<Cursor>> claim(ReaderLease lease) {
        return claim(CLAIM_KNOWN, held(lease).addValue(lease.length().toMillis()));
    }

    private Future<Optional<Cursor>> claim(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).map(rows -> {
            for (Row row : rows) {
                return Optional.of(new Cursor(row.getLong("position"), row.getUUID("id")));
            }
            return Optional.empty();
        });
    }

    /** False if the lease is lost. */
    public Future<Boolean> renew(ReaderLease lease) {
        return changes(RENEW, held(lease).addValue(lease.length().toMillis()));
    }

    /** Moves the cursor and renews; false, and nothing is changed, if the lease is lost or the cursor would go back. */
    public Future<Boolean> advance(ReaderLease lease, Cursor cursor) {
        return changes(
                ADVANCE,
                held(lease)
                        .addValue(lease.length().toMillis())
                        .addValue(cursor.position())
                        .addValue(cursor.id()));
    }

    /** Lets another node take the part at once. */
    public Future<Void> release(ReaderLease lease) {
        return changes(RELEASE, held(lease)).mapEmpty();
    }

    /** Behind everything that is committed now, and before everything that isn't. */
    public Future<Cursor> end() {
        return pool.preparedQuery(END).execute().map(rows -> {
            long last = rows.iterator().next().getLong("position");
            return new Cursor(last, Uuid7.floor(clock.instant()));
        });
    }

    private static Tuple held(ReaderLease lease) {
        return Tuple.of(lease.reader(), lease.part(), lease.owner());
    }

    private Future<Boolean> changes(String update, Tuple parameters) {
        return pool.preparedQuery(update).execute(parameters).map(done -> done.rowCount() == 1);
    }
}
