package io.emailservice.store;

import io.emailservice.message.EventType;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;

/** Takes back suppressions that single messages brought, and says so as every removal does: in its list and by an event. */
final class Lifting {
    // Only what this very message brought, and what nothing graver has replaced since.
    private static final String LIFT = """
            WITH gone AS (
              DELETE FROM suppression s
              USING unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[])
                AS i(tenant, address, stream, reason, message_id)
              WHERE s.tenant = i.tenant AND s.address = i.address AND s.stream = i.stream AND s.reason = i.reason
                AND s.source = i.message_id::text
              RETURNING s.tenant, s.address, s.stream, s.reason, s.source
            ), noted AS (
              INSERT INTO suppression_removal AS r (tenant, address, stream, reason, removed_at, removed_by)
              SELECT tenant, address, stream, reason, $1::timestamptz, $2::text FROM gone
              ON CONFLICT (tenant, address, stream) DO UPDATE SET tx = excluded.tx, reason = excluded.reason,
                removed_at = excluded.removed_at, removed_by = excluded.removed_by
            ), told AS (
              INSERT INTO message_event (id, at, sequence, type, subject, data)
              SELECT uuid_v7($1), $1, 0, $3::text, address, jsonb_build_object('tenant', tenant, 'address', address,
                'stream', stream, 'reason', reason, 'source', source, 'by', $2, 'forced', true)
              FROM gone
            )
            SELECT count(*)::int4 AS lifted FROM gone""";

    private Lifting() {}

    /**
     * Takes back those that are still as the notes brought them, and answers how many.
     *
     * @param by who takes them back, for the event
     */
    static Future<Integer> lift(SqlConnection connection, Instant now, String by, List<AddressNote> notes) {
        if (notes.isEmpty()) {
            return Future.succeededFuture(0);
        }
        return connection
                .preparedQuery(LIFT)
                .execute(new Columns<>(notes)
                        .value(now)
                        .value(by)
                        .value(EventType.SUPPRESSION_REMOVED.wire())
                        .texts(AddressNote::tenant)
                        .texts(AddressNote::address)
                        .texts(AddressNote::stream)
                        .texts(note -> note.kind().reason())
                        .uuids(AddressNote::messageId)
                        .tuple())
                .map(rows -> rows.iterator().next().getInteger("lifted"));
    }
}
