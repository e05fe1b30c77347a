package io.emailservice.store;

import io.emailservice.message.EventType;
import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionReason;
import io.emailservice.message.SuppressionRemoval;
import io.emailservice.message.SuppressionSearch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The suppressions of all tenants: search, add, remove. What counts at the claim. Safe from any context. */
public final class Suppressions {
    /** Most rows of one call. */
    public static final int MOST = 2_000;

    private static final String COLUMNS = "address, stream, reason, source, created_at, expires_at";

    private static final String PAGE = "SELECT " + COLUMNS + """
             FROM suppression
            WHERE tenant = $1::text AND (expires_at IS NULL OR expires_at > $2::timestamptz)%s
            ORDER BY address, stream LIMIT $3::int4""";

    // Right after a long import there are no statistics, and without them each page would sort all the rest.
    static final String IN_INDEX_ORDER = "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off";

    // What is no longer in force counts as absent. The graver reason stays, and the longer time.
    private static final String ADD = """
            INSERT INTO suppression AS s (tenant, address, stream, reason, source, created_at, expires_at)
            SELECT $2, address, stream, reason, source, created_at, expires_at
            FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[])
              AS i(address, stream, reason, source, created_at, expires_at)%s
            ON CONFLICT (tenant, address, stream) DO UPDATE SET
              reason = CASE WHEN s.expires_at <= $1::timestamptz
                OR suppression_weight(excluded.reason) > suppression_weight(s.reason)
                THEN excluded.reason ELSE s.reason END,
              source = CASE WHEN s.expires_at <= $1 OR suppression_weight(excluded.reason) > suppression_weight(s.reason)
                THEN excluded.source ELSE s.source END,
              created_at = CASE WHEN s.expires_at <= $1 THEN excluded.created_at ELSE s.created_at END,
              expires_at = CASE WHEN s.expires_at <= $1 THEN excluded.expires_at
                WHEN s.expires_at IS NULL OR excluded.expires_at IS NULL THEN NULL
                ELSE greatest(s.expires_at, excluded.expires_at) END
            WHERE s.expires_at <= $1
              OR suppression_weight(excluded.reason) > suppression_weight(s.reason)
              OR (s.expires_at IS NOT NULL AND (excluded.expires_at IS NULL OR excluded.expires_at > s.expires_at))""";

    // What was lifted here after it was listed there isn't taken back.
    private static final String UNLESS_LIFTED = """

            WHERE NOT EXISTS (SELECT FROM suppression_removal r
              WHERE r.tenant = $2 AND r.address = i.address AND r.removed_at >= i.created_at)""";

    private static final String REMOVE = """
            WITH found AS (
              SELECT tenant, address, stream, reason, source FROM suppression
              WHERE tenant = $2::text AND address = $3::text AND stream = $4::text
                AND (expires_at IS NULL OR expires_at > $1::timestamptz)
              FOR UPDATE
            ), gone AS (
              DELETE FROM suppression s USING found f
              WHERE s.tenant = f.tenant AND s.address = f.address AND s.stream = f.stream
                AND ($5::bool OR NOT f.reason = ANY($6::text[]))
              RETURNING f.*
            ), noted AS (
              INSERT INTO suppression_removal AS r (tenant, address, stream, reason, removed_at, removed_by)
              SELECT tenant, address, stream, reason, $1, $7::text FROM gone
              ON CONFLICT (tenant, address, stream) DO UPDATE SET tx = excluded.tx, reason = excluded.reason,
                removed_at = excluded.removed_at, removed_by = excluded.removed_by
            ), told AS (
              INSERT INTO message_event (id, at, sequence, type, subject, data)
              SELECT uuid_v7($1), $1, 0, $8::text, address, jsonb_build_object('tenant', tenant, 'address', address,
                'stream', stream, 'reason', reason, 'source', source, 'by', $7::text, 'forced', $5::bool)
              FROM gone
            )
            SELECT EXISTS (SELECT FROM gone) AS removed FROM found""";

    private static final String DROP_ENDED = "DELETE FROM suppression WHERE expires_at < $1::timestamptz";
    private static final String DROP_NOTED = "DELETE FROM suppression_removal WHERE removed_at < $1::timestamptz";

    private static final Comparator<Suppression> ORDER =
            Comparator.comparing(Suppression::address).thenComparing(Suppression::stream);
    private static final String[] STICKY = Arrays.stream(SuppressionReason.values())
            .filter(SuppressionReason::sticky)
            .map(SuppressionReason::wire)
            .toArray(String[]::new);

    private final Pool pool;
    private final Clock clock;
    private final Duration retention;

    Suppressions(Pool pool, Clock clock, Duration retention) {
        this.pool = pool;
        this.clock = clock;
        this.retention = retention;
    }

    /** A page of those in force. */
    public Future<List<Suppression>> page(SuppressionSearch search) {
        Tuple parameters = Tuple.tuple()
                .addValue(search.tenant())
                .addValue(Columns.timestamp(clock.instant()))
                .addValue(Math.min(search.limit(), MOST));
        StringBuilder filter = new StringBuilder();
        equal(filter, parameters, "address", search.address());
        equal(filter, parameters, "stream", search.stream());
        equal(
                filter,
                parameters,
                "reason",
                search.reason() == null ? null : search.reason().wire());
        SuppressionSearch.Place after = search.after();
        if (after != null) {
            parameters.addValue(after.address()).addValue(after.stream());
            filter.append(" AND (address, stream) > ($")
                    .append(parameters.size() - 1)
                    .append("::text, $")
                    .append(parameters.size())
                    .append("::text)");
        }
        return pool.withTransaction(connection -> Partitions.run(connection, IN_INDEX_ORDER)
                .compose(set -> connection.preparedQuery(PAGE.formatted(filter)).execute(parameters))
                .map(Suppressions::read));
    }

    /**
     * Adds up to {@link #MOST}, whatever of them is said twice.
     *
     * @return how many were new, or said more than what was there
     */
    public Future<Integer> add(String tenant, List<Suppression> suppressions) {
        return add(ADD.formatted(""), tenant, suppressions);
    }

    /** Like {@link #add}, for what others list: leaves out what was lifted here since they listed it. */
    public Future<Integer> addUnlessLifted(String tenant, List<Suppression> suppressions) {
        return add(ADD.formatted(UNLESS_LIFTED), tenant, suppressions);
    }

    /** Lifts one, and tells so in the log of events. */
    public Future<SuppressionRemoval.Answer> remove(SuppressionRemoval removal) {
        Tuple parameters = Tuple.tuple()
                .addValue(Columns.timestamp(clock.instant()))
                .addValue(removal.tenant())
                .addValue(removal.address())
                .addValue(removal.stream())
                .addValue(removal.force())
                .addValue(STICKY)
                .addValue(removal.by())
                .addValue(EventType.SUPPRESSION_REMOVED.wire());
        return pool.preparedQuery(REMOVE).execute(parameters).map(rows -> {
            for (Row row : rows) {
                return row.getBoolean("removed") ? SuppressionRemoval.Answer.REMOVED : SuppressionRemoval.Answer.STICKY;
            }
            return SuppressionRemoval.Answer.ABSENT;
        });
    }

    /** Drops what is no longer in force, and notes of removals that every list has followed long ago. */
    Future<Void> drop() {
        return pool.preparedQuery(DROP_ENDED)
                .execute(Tuple.of(Columns.timestamp(clock.instant().minus(Duration.ofDays(1)))))
                .compose(ended -> pool.preparedQuery(DROP_NOTED)
                        .execute(Tuple.of(Columns.timestamp(clock.instant().minus(retention)))))
                .mapEmpty();
    }

    private Future<Integer> add(String sql, String tenant, List<Suppression> suppressions) {
        if (suppressions.isEmpty()) {
            return Future.succeededFuture(0);
        }
        if (suppressions.size() > MOST) {
            return Future.failedFuture(new IllegalArgumentException("more than " + MOST + " suppressions at once"));
        }
        Tuple parameters = new Columns<>(once(suppressions))
                .value(clock.instant())
                .value(tenant)
                .texts(Suppression::address)
                .texts(Suppression::stream)
                .texts(row -> row.reason().wire())
                .texts(Suppression::source)
                .instants(Suppression::createdAt)
                .instants(Suppression::expiresAt)
                .tuple();
        return pool.preparedQuery(sql).execute(parameters).map(RowSet::rowCount);
    }

    /** One row may not be hit twice by a statement. In one order, so that two statements can't wait for each other. */
    private static List<Suppression> once(List<Suppression> suppressions) {
        Map<SuppressionSearch.Place, Suppression> merged = new LinkedHashMap<>();
        suppressions.stream()
                .sorted(ORDER)
                .forEach(one -> merged.merge(SuppressionSearch.Place.of(one), one, Suppressions::both));
        return List.copyOf(merged.values());
    }

    /** What two rows say together. */
    private static Suppression both(Suppression one, Suppression other) {
        Suppression graver = other.reason().compareTo(one.reason()) < 0 ? other : one;
        Instant first = one.expiresAt();
        Instant second = other.expiresAt();
        Instant end = first == null || second == null ? null : first.isAfter(second) ? first : second;
        return new Suppression(
                graver.address(), graver.stream(), graver.reason(), graver.source(), graver.createdAt(), end);
    }

    private static void equal(StringBuilder filter, Tuple parameters, String column, @Nullable String value) {
        if (value != null) {
            parameters.addValue(value);
            filter.append(" AND ")
                    .append(column)
                    .append(" = $")
                    .append(parameters.size())
                    .append("::text");
        }
    }

    static List<Suppression> read(RowSet<Row> rows) {
        List<Suppression> page = new ArrayList<>(rows.size());
        rows.forEach(row -> page.add(read(row)));
        return page;
    }

    static Suppression read(Row row) {
        return new Suppression(
                row.getString("address"),
                row.getString("stream"),
                SuppressionReason.of(row.getString("reason")).orElse(SuppressionReason.MANUAL),
                row.getString("source"),
                StoredRows.requiredInstant(row, "created_at"),
                StoredRows.instant(row, "expires_at"));
    }
}
