package io.emailservice.store;

import io.emailservice.message.EventType;
import io.emailservice.message.Hold;
import io.emailservice.message.HoldScope;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds: placed and lifted together with the event that tells it, and announced to all nodes at the commit. Safe from
 * any context.
 */
public final class Holds {
    /** Holds in force at once: every node compares every message with them. */
    public static final int MOST = 1_000;

    /** The PostgreSQL channel on which changes are announced. */
    static final String CHANNEL = "email_service_hold";

    private static final String COLUMNS =
            "id, scope, value, tenant, action, reason, author, created_at, ends_at, lifted_at, lifted_by";

    private static final String IN_FORCE = "lifted_at IS NULL AND (ends_at IS NULL OR ends_at > $1::timestamptz)";

    private static final String PLACE = """
            WITH placed AS (
              INSERT INTO hold (id, scope, value, tenant, action, reason, author, created_at, ends_at)
              SELECT $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $1::timestamptz,
                $9::timestamptz
              WHERE (SELECT count(*) FROM hold WHERE %1$s) < $10::int4
              RETURNING id
            ), logged AS (
              INSERT INTO message_event (id, at, sequence, type, subject, data)
              SELECT $11::uuid, $1, 0, $12::text, id::text, $13::text::jsonb FROM placed
            )
            SELECT id, pg_notify('%2$s', '') FROM placed""".formatted(IN_FORCE, CHANNEL);

    private static final String LIFT = """
            WITH lifted AS (
              UPDATE hold SET lifted_at = $1::timestamptz, lifted_by = $3::text
              WHERE id = $2::uuid AND lifted_at IS NULL
              RETURNING *
            ), logged AS (
              INSERT INTO message_event (id, at, sequence, type, subject, data)
              SELECT $4::uuid, $1, 0, $5::text, id::text, jsonb_strip_nulls(jsonb_build_object('scope', scope,
                'value', value, 'tenant', tenant, 'action', action, 'liftedBy', lifted_by)) FROM lifted
            )
            SELECT id, pg_notify('%s', '') FROM lifted""".formatted(CHANNEL);

    private static final String ACTIVE = "SELECT " + COLUMNS + " FROM hold WHERE " + IN_FORCE + " ORDER BY id";
    private static final String ONE = "SELECT " + COLUMNS + " FROM hold WHERE id = $1::uuid";
    private static final String LIST = "SELECT " + COLUMNS + " FROM hold"
            + " WHERE ($2::text IS NULL OR tenant = $2) AND ($3::bool OR " + IN_FORCE
            + ") AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5::int4";
    private static final String DROP = "DELETE FROM hold WHERE id < $2::uuid AND NOT (" + IN_FORCE + ")";

    private final Vertx vertx;
    private final Pool pool;
    private final PgConnectOptions connection;
    private final HoldCounts counts;
    private final Uuid7 ids;
    private final Clock clock;
    private final Duration retention;

    Holds(Vertx vertx, Pool pool, StoreConfig config, Clock clock) {
        this.vertx = vertx;
        this.pool = pool;
        this.connection = PgLink.connection(config);
        this.counts = new HoldCounts(pool, clock, config.retention());
        this.ids = new Uuid7(clock);
        this.clock = clock;
        this.retention = config.retention();
    }

    /** Places a hold, in force from its commit on; empty if there are {@link #MOST} already. */
    public Future<Optional<Hold>> place(Hold hold) {
        HoldScope scope = hold.scope();
        JsonObject data = new JsonObject()
                .put("scope", scope.kind().wire())
                .put("value", scope.value())
                .put("action", hold.action().wire())
                .put("reason", hold.reason())
                .put("author", hold.author());
        if (scope.tenant() != null) {
            data.put("tenant", scope.tenant());
        }
        if (hold.endsAt() != null) {
            data.put("endsAt", hold.endsAt().toString());
        }
        Tuple row = Tuple.tuple()
                .addValue(Columns.timestamp(hold.createdAt()))
                .addValue(hold.id())
                .addValue(scope.kind().wire())
                .addValue(scope.value())
                .addValue(scope.tenant())
                .addValue(hold.action().wire())
                .addValue(hold.reason())
                .addValue(hold.author())
                .addValue(hold.endsAt() == null ? null : Columns.timestamp(hold.endsAt()))
                .addValue(MOST)
                .addValue(ids.next())
                .addValue(EventType.HOLD_PLACED.wire())
                .addValue(data.encode());
        return pool.preparedQuery(PLACE)
                .execute(row)
                .map(placed -> placed.size() == 0 ? Optional.empty() : Optional.of(hold));
    }

    /** Ends a hold. One that is lifted already stays as it is. */
    public Future<Optional<Hold>> lift(UUID id, String by) {
        Tuple row = Tuple.of(Columns.timestamp(clock.instant()), id, by, ids.next(), EventType.HOLD_LIFTED.wire());
        return pool.preparedQuery(LIFT).execute(row).compose(lifted -> one(id));
    }

    public Future<Optional<Hold>> one(UUID id) {
        return pool.preparedQuery(ONE).execute(Tuple.of(id)).map(Holds::read).map(all -> all.stream()
                .findFirst());
    }

    /** Those that stop something now. */
    public Future<List<Hold>> active() {
        return pool.preparedQuery(ACTIVE)
                .execute(Tuple.of(Columns.timestamp(clock.instant())))
                .map(Holds::read);
    }

    /**
     * A page of holds, the newest first.
     *
     * @param tenant only those of this tenant alone, or null for all
     * @param over those that are over as well
     * @param before only those placed before this one, or null
     */
    public Future<List<Hold>> list(@Nullable String tenant, boolean over, @Nullable UUID before, int limit) {
        Tuple query = Tuple.tuple()
                .addValue(Columns.timestamp(clock.instant()))
                .addValue(tenant)
                .addValue(over)
                .addValue(before)
                .addValue(limit);
        return pool.preparedQuery(LIST).execute(query).map(Holds::read);
    }

    /** How far the messages of a hold are. */
    public Future<HoldCount> count(Hold hold) {
        return counts.count(hold);
    }

    /** Calls back after every change that any node makes, on the caller's context. */
    public HoldNews news(Runnable changed) {
        return new HoldNews(vertx, connection, changed);
    }

    /** Forgets those that are over and older than the messages that are kept. */
    Future<Void> drop() {
        Tuple oldest = Tuple.of(
                Columns.timestamp(clock.instant()), Uuid7.floor(clock.instant().minus(retention)));
        return pool.preparedQuery(DROP).execute(oldest).mapEmpty();
    }

    private static List<Hold> read(RowSet<Row> rows) {
        List<Hold> holds = new ArrayList<>(rows.size());
        rows.forEach(row -> holds.add(read(row)));
        return holds;
    }

    private static Hold read(Row row) {
        return new Hold(
                row.getUUID("id"),
                new HoldScope(
                        Objects.requireNonNull(HoldScope.Kind.BY_NAME.get(row.getString("scope"))),
                        row.getString("value"),
                        row.getString("tenant")),
                Objects.requireNonNull(Hold.Action.BY_NAME.get(row.getString("action"))),
                row.getString("reason"),
                row.getString("author"),
                StoredRows.requiredInstant(row, "created_at"),
                StoredRows.instant(row, "ends_at"),
                StoredRows.instant(row, "lifted_at"),
                row.getString("lifted_by"));
    }
}
