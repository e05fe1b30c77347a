package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what feedback says about addresses: suppressions, and runs of soft bounces that may become one. */
final class AddressStatement {
    private static final Comparator<AddressNote> ORDER = Comparator.comparing(AddressNote::tenant)
            .thenComparing(AddressNote::address)
            .thenComparing(AddressNote::stream)
            .thenComparing(AddressNote::kind)
            .thenComparing(AddressNote::at);

    // The graver reason stays: an order of reasons that no later event undoes.
    private static final String SUPPRESS = """
            INSERT INTO suppression AS s (tenant, address, stream, reason, source, created_at)
            SELECT tenant, address, stream, reason, message_id::text, $1::timestamptz
            FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[])
              AS i(tenant, address, stream, reason, message_id)
            ON CONFLICT (tenant, address, stream) DO UPDATE
            SET reason = excluded.reason, source = excluded.source, expires_at = NULL
            WHERE suppression_weight(excluded.reason) > suppression_weight(s.reason)
              OR s.expires_at IS NOT NULL""";

    private static final String COUNT = """
            WITH counted AS (
              INSERT INTO soft_bounce AS b (tenant, address, times, first_at, last_at)
              SELECT tenant, address, times, first_at, last_at
              FROM unnest($2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::int4[])
                AS i(tenant, address, message_id, first_at, last_at, times)
              ON CONFLICT (tenant, address) DO UPDATE SET
                times = excluded.times + CASE WHEN b.last_at < excluded.first_at - $9::int8 * interval '1 millisecond'
                  THEN 0 ELSE b.times END,
                first_at = least(b.first_at, excluded.first_at),
                last_at = greatest(b.last_at, excluded.last_at)
              RETURNING tenant, address, times
            )
            INSERT INTO suppression (tenant, address, stream, reason, source, created_at, expires_at)
            SELECT tenant, address, '*', 'soft_bounces', times || ' in a row', $1::timestamptz,
              $1 + $10::int8 * interval '1 millisecond'
            FROM counted WHERE times >= $8::int4
            ON CONFLICT (tenant, address, stream) DO NOTHING""";

    private static final String CALM = """
            DELETE FROM soft_bounce b USING unnest($1::text[], $2::text[], $3::timestamptz[]) AS i(tenant, address, at)
            WHERE b.tenant = i.tenant AND b.address = i.address AND b.last_at <= i.at""";

    private final Clock clock;
    private final SoftBounces rules;
    private final UnsubscribeWatch watch;

    AddressStatement(Clock clock, SoftBounces rules) {
        this.clock = clock;
        this.rules = rules;
        this.watch = new UnsubscribeWatch(clock);
    }

    Future<Void> write(SqlConnection connection, FeedbackBatch batch) {
        return suppress(connection, gravest(batch.suppressions()))
                .compose(done -> watch.note(connection, batch))
                .compose(done -> calm(connection, batch.deliveries()))
                .compose(done -> count(connection, batch.softBounces()));
    }

    private static List<AddressNote> gravest(List<AddressNote> notes) {
        Map<List<String>, AddressNote> first = new LinkedHashMap<>();
        notes.stream()
                .sorted(ORDER)
                .forEach(note -> first.putIfAbsent(List.of(note.tenant(), note.address(), note.stream()), note));
        return List.copyOf(first.values());
    }

    private Future<Void> suppress(SqlConnection connection, List<AddressNote> notes) {
        if (notes.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple parameters = new Columns<>(notes)
                .value(clock.instant())
                .texts(AddressNote::tenant)
                .texts(AddressNote::address)
                .texts(AddressNote::stream)
                .texts(note -> note.kind().reason())
                .uuids(AddressNote::messageId)
                .tuple();
        return connection.preparedQuery(SUPPRESS).execute(parameters).mapEmpty();
    }

    private static Future<Void> calm(SqlConnection connection, List<AddressNote> deliveries) {
        if (deliveries.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple parameters = new Columns<>(deliveries)
                .texts(AddressNote::tenant)
                .texts(AddressNote::address)
                .instants(AddressNote::at)
                .tuple();
        return connection.preparedQuery(CALM).execute(parameters).mapEmpty();
    }

    private Future<Void> count(SqlConnection connection, List<FeedbackBatch.SoftRun> runs) {
        if (runs.isEmpty() || rules.run() == 0) {
            return Future.succeededFuture();
        }
        Tuple parameters = new Columns<>(runs)
                .value(clock.instant())
                .texts(FeedbackBatch.SoftRun::tenant)
                .texts(FeedbackBatch.SoftRun::address)
                .uuids(FeedbackBatch.SoftRun::messageId)
                .instants(FeedbackBatch.SoftRun::first)
                .instants(FeedbackBatch.SoftRun::last)
                .integers(FeedbackBatch.SoftRun::times)
                .value(rules.run())
                .value(rules.within().toMillis())
                .value(rules.rest().toMillis())
                .tuple();
        return connection.preparedQuery(COUNT).execute(parameters).mapEmpty();
    }
}
