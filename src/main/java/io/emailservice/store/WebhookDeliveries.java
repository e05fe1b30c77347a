package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events that endpoints have not taken yet, and dead letters. Safe from any context. */
public final class WebhookDeliveries {
    private static final String PARK = """
            INSERT INTO webhook_delivery (endpoint_id, event_id, type, body, attempts, next_at, failure, created_at)
            SELECT i.endpoint_id, i.event_id, i.type, i.body, i.attempts, i.next_at, i.failure, now()
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int4[], $6::timestamptz[], $7::text[])
              AS i(endpoint_id, event_id, type, body, attempts, next_at, failure)
            WHERE EXISTS (SELECT FROM webhook_endpoint e WHERE e.id = i.endpoint_id)
            ON CONFLICT (endpoint_id, event_id) DO UPDATE SET attempts = excluded.attempts, next_at = excluded.next_at,
              failure = excluded.failure""";

    // Whoever takes one has it for a while; if its node dies meanwhile it comes again.
    private static final String TAKE = """
            UPDATE webhook_delivery d SET next_at = now() + $3::int8 * interval '1 millisecond'
            FROM (
              SELECT w.endpoint_id, w.event_id FROM webhook_delivery w
              JOIN webhook_endpoint e ON e.id = w.endpoint_id AND e.state = 'active'
              WHERE w.next_at <= now() AND w.endpoint_id <> ALL ($2::uuid[])
              ORDER BY w.next_at LIMIT $1::int4 FOR UPDATE OF w SKIP LOCKED
            ) due
            WHERE d.endpoint_id = due.endpoint_id AND d.event_id = due.event_id
            RETURNING d.*""";

    private static final String TAKEN =
            "DELETE FROM webhook_delivery WHERE endpoint_id = $1::uuid AND event_id = $2::uuid";

    private static final String RESEND = "UPDATE webhook_delivery SET next_at = now(), attempts = 0"
            + " WHERE endpoint_id = $1::uuid AND ($2::uuid IS NULL OR event_id = $2::uuid) AND next_at IS NULL";

    private static final String LIST = "SELECT * FROM webhook_delivery WHERE endpoint_id = $1::uuid"
            + " AND (next_at IS NULL) = $2::boolean ORDER BY event_id LIMIT $3::int4";

    private final Pool pool;

    WebhookDeliveries(Pool pool) {
        this.pool = pool;
    }

    /** Keeps deliveries for later, or as dead letters; one that is kept already gets the new values. */
    public Future<Void> park(List<WebhookDelivery> deliveries) {
        Tuple columns = new Columns<>(deliveries)
                .uuids(WebhookDelivery::endpointId)
                .uuids(WebhookDelivery::eventId)
                .texts(WebhookDelivery::type)
                .texts(WebhookDelivery::body)
                .integers(WebhookDelivery::attempts)
                .instants(WebhookDelivery::nextAt)
                .texts(WebhookDelivery::failure)
                .tuple();
        return pool.preparedQuery(PARK).execute(columns).mapEmpty();
    }

    /** Takes what is due, but for some endpoints; nobody else has it before {@code lease} has passed. */
    public Future<List<WebhookDelivery>> take(int limit, Collection<UUID> without, Duration lease) {
        Tuple parameters =
                Tuple.of(limit).addValue(without.toArray(UUID[]::new)).addValue(lease.toMillis());
        return pool.preparedQuery(TAKE).execute(parameters).map(WebhookDeliveries::read);
    }

    /** The endpoint took it. */
    public Future<Void> taken(UUID endpoint, UUID event) {
        return pool.preparedQuery(TAKEN).execute(Tuple.of(endpoint, event)).mapEmpty();
    }

    /** Gives dead letters all their attempts again: one, or all of an endpoint. Answers how many. */
    public Future<Integer> resend(UUID endpoint, @Nullable UUID event) {
        return pool.preparedQuery(RESEND)
                .execute(Tuple.tuple().addValue(endpoint).addValue(event))
                .map(RowSet::rowCount);
    }

    /** Dead letters, or what waits, of an endpoint; oldest first. */
    public Future<List<WebhookDelivery>> list(UUID endpoint, boolean dead, int limit) {
        return pool.preparedQuery(LIST).execute(Tuple.of(endpoint, dead, limit)).map(WebhookDeliveries::read);
    }

    private static List<WebhookDelivery> read(RowSet<Row> rows) {
        List<WebhookDelivery> deliveries = new ArrayList<>(rows.size());
        for (Row row : rows) {
            deliveries.add(new WebhookDelivery(
                    row.getUUID("endpoint_id"),
                    row.getUUID("event_id"),
                    row.getString("type"),
                    row.getString("body"),
                    row.getInteger("attempts"),
                    StoredRows.instant(row, "next_at"),
                    row.getString("failure")));
        }
        return deliveries;
    }
}
