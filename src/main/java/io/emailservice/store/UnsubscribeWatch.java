package io.emailservice.store;

import io.emailservice.message.EngagementLabel;
import io.emailservice.message.EventType;
import io.emailservice.message.FeedbackKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Notes unsubscribes and flags those that come too close together: a scanner that presses every button unsubscribes a whole
 * campaign within minutes. Within the transaction that suppresses them.
 */
final class UnsubscribeWatch {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration BEFORE = Duration.ofDays(1);
    /** By machines, within the window. */
    private static final int MANY_MACHINES = 20;
    /** By whomever, within the window, if that is far above the usual. */
    private static final int MANY = 50;

    private static final int TIMES_THE_USUAL = 10;

    // Two nodes must not make two clusters of one.
    private static final String ALONE = "SELECT pg_advisory_xact_lock(7305661402118576)";

    private static final String NOTE = """
            INSERT INTO unsubscribe (message_id, address, tenant, stream, campaign, at, machine)
            SELECT i.message_id, i.address, i.tenant, i.stream, coalesce(m.campaign, ''), i.at, i.machine
            FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::bool[])
              AS i(message_id, address, tenant, stream, at, machine)
            JOIN message m ON m.id = i.message_id AND m.id BETWEEN $1::uuid AND $2::uuid
            ON CONFLICT (message_id, address) DO NOTHING""";

    private static final String FLAG = """
            WITH newest AS (
              SELECT tenant, stream, campaign, max(at) AS at FROM unsubscribe
              WHERE message_id = ANY($2::uuid[]) GROUP BY 1, 2, 3
            ), counted AS (
              SELECT n.tenant, n.stream, n.campaign, n.at,
                n.at - $3::int8 * interval '1 millisecond' AS since,
                count(*) FILTER (WHERE u.at > n.at - $3 * interval '1 millisecond') AS recent,
                count(*) FILTER (WHERE u.at > n.at - $3 * interval '1 millisecond' AND u.machine) AS machines,
                count(*) FILTER (WHERE u.at <= n.at - $3 * interval '1 millisecond') AS before
              FROM newest n JOIN unsubscribe u ON u.tenant = n.tenant AND u.stream = n.stream
                AND u.campaign = n.campaign AND u.at <= n.at AND u.at > n.at - $4::int8 * interval '1 millisecond'
              GROUP BY 1, 2, 3, 4
            ), flagged AS (
              SELECT c.*, coalesce(k.id, uuid_v7($1::timestamptz)) AS id, k.id IS NULL AS new
              FROM counted c LEFT JOIN LATERAL (
                SELECT id FROM unsubscribe_cluster k
                WHERE k.tenant = c.tenant AND k.stream = c.stream AND k.campaign = c.campaign
                  AND k.last_at > c.since AND k.undone_at IS NULL
                ORDER BY id DESC LIMIT 1
              ) k ON true
              WHERE c.machines >= $5::int4
                OR (c.recent >= $6::int4 AND c.recent >= $7::int4 * c.before * $3::float8 / ($4 - $3))
            ), made AS (
              INSERT INTO unsubscribe_cluster AS k (id, tenant, stream, campaign, found_at, last_at)
              SELECT id, tenant, stream, campaign, $1, at FROM flagged
              ON CONFLICT (id) DO UPDATE SET last_at = greatest(k.last_at, excluded.last_at)
            ), marked AS (
              UPDATE unsubscribe u SET cluster = f.id FROM flagged f
              WHERE u.tenant = f.tenant AND u.stream = f.stream AND u.campaign = f.campaign
                AND u.at > f.since AND u.at <= f.at AND u.cluster IS NULL
            )
            INSERT INTO message_event (id, at, sequence, type, subject, data)
            SELECT uuid_v7($1), $1, 1, $8::text, id::text, jsonb_build_object('tenant', tenant, 'cluster', id,
              'stream', stream, 'campaign', nullif(campaign, ''), 'unsubscribes', recent, 'machines', machines,
              'since', since)
            FROM flagged WHERE new""";

    private final Clock clock;

    UnsubscribeWatch(Clock clock) {
        this.clock = clock;
    }

    Future<Void> note(SqlConnection connection, FeedbackBatch batch) {
        List<AddressNote> notes = IdRange.ordered(
                batch.suppressions().stream()
                        .filter(note -> note.kind() == AddressNote.Kind.UNSUBSCRIBE)
                        .toList(),
                AddressNote::messageId);
        if (notes.isEmpty()) {
            return Future.succeededFuture();
        }
        return connection
                .query(ALONE)
                .execute()
                .compose(alone -> connection.preparedQuery(NOTE).execute(rows(notes, machines(batch))))
                .compose(noted -> connection.preparedQuery(FLAG).execute(rules(notes)))
                .mapEmpty();
    }

    private static Set<UUID> machines(FeedbackBatch batch) {
        Set<UUID> messages = new HashSet<>();
        batch.engagements().stream()
                .filter(one -> one.kind().equals(FeedbackKind.UNSUBSCRIBED.wire())
                        && one.label().equals(EngagementLabel.Who.MACHINE.wire()))
                .forEach(one -> messages.add(one.messageId()));
        return messages;
    }

    private static Tuple rows(List<AddressNote> notes, Set<UUID> machines) {
        IdRange range = IdRange.of(notes, AddressNote::messageId);
        return new Columns<>(notes)
                .value(range.lowest())
                .value(range.highest())
                .uuids(AddressNote::messageId)
                .texts(AddressNote::address)
                .texts(AddressNote::tenant)
                .texts(AddressNote::stream)
                .instants(AddressNote::at)
                .flags(note -> machines.contains(note.messageId()))
                .tuple();
    }

    private Tuple rules(List<AddressNote> notes) {
        return new Columns<>(notes)
                .value(clock.instant())
                .uuids(AddressNote::messageId)
                .value(WINDOW.toMillis())
                .value(BEFORE.toMillis())
                .value(MANY_MACHINES)
                .value(MANY)
                .value(TIMES_THE_USUAL)
                .value(EventType.UNSUBSCRIBE_CLUSTERED.wire())
                .tuple();
    }
}
