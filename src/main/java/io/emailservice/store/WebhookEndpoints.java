package io.emailservice.store;

import io.emailservice.config.Secret;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The webhook endpoints of all tenants, each with its reader of the event log. Safe from any context. */
public final class WebhookEndpoints {
    private static final String COLUMNS = "id, tenant, url, types, secret, state, reason, created_at,"
            + " CASE WHEN old_secret_until > now() THEN old_secret END AS old_secret";
    private static final String READER = "webhook/";

    // A new endpoint, and one that was out of work, begins with what comes next. The limit counts, for it is small.
    private static final String READ_FROM_NOW = """
            , reader AS (
              INSERT INTO event_reader (name, part, parts, position, id)
              SELECT '%s' || id, 0, 1, log_horizon() - 1, $2::uuid
              FROM changed WHERE state = 'active' ON CONFLICT DO NOTHING)""".formatted(READER);

    private static final String ADD = """
            WITH changed AS (
              INSERT INTO webhook_endpoint (id, tenant, url, types, secret, state, created_at, updated_at)
              SELECT $1::uuid, $3::text, $4::text, $5::text[], $6::text, 'active', now(), now()
              WHERE (SELECT count(*) FROM webhook_endpoint WHERE tenant = $3::text) < $7::int4
              RETURNING *)""" + READ_FROM_NOW + " SELECT " + COLUMNS + " FROM changed";

    private static final String CHANGE = """
            WITH changed AS (
              UPDATE webhook_endpoint SET url = $3::text, types = $4::text[], state = $5::text, reason = NULL,
                failing_since = NULL, updated_at = now() WHERE id = $1::uuid
              RETURNING *)""" + READ_FROM_NOW + " SELECT " + COLUMNS + " FROM changed";

    private static final String ROTATE = "UPDATE webhook_endpoint SET old_secret = secret, secret = $2::text,"
            + " old_secret_until = now() + $3::int8 * interval '1 second', updated_at = now() WHERE id = $1::uuid"
            + " RETURNING " + COLUMNS;

    private static final String REMOVE = """
            WITH gone AS (DELETE FROM webhook_endpoint WHERE id = $1::uuid),
              reader AS (DELETE FROM event_reader WHERE name = '%s' || $1::uuid)
            SELECT""".formatted(READER);

    // An endpoint that is out of work for long must not keep old events from being dropped.
    private static final String DISABLE = """
            WITH changed AS (
              UPDATE webhook_endpoint SET state = 'disabled', reason = $2::text, updated_at = now()
              WHERE id = $1::uuid AND state = 'active' AND url = $3::text RETURNING id), gone AS (
            DELETE FROM event_reader r USING changed WHERE r.name = '%s' || changed.id)
            SELECT id FROM changed""".formatted(READER);

    private static final String FAILING = "UPDATE webhook_endpoint SET failing_since = CASE WHEN $2::boolean"
            + " THEN coalesce(CASE WHEN NOT $3::boolean THEN failing_since END, now()) END WHERE id = $1::uuid RETURNING failing_since";

    private final Pool pool;
    private final Clock clock;
    private final Uuid7 ids;

    WebhookEndpoints(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    /** The name of an endpoint's reader of the event log. */
    public static String reader(UUID id) {
        return READER + id;
    }

    public static boolean isReader(String name) {
        return name.startsWith(READER);
    }

    /** Empty if the tenant has too many already. */
    public Future<Optional<WebhookEndpoint>> add(
            String tenant, String url, List<String> types, Secret secret, int limit) {
        return one(
                ADD,
                now(ids.next())
                        .addValue(tenant)
                        .addValue(url)
                        .addValue(types.toArray(String[]::new))
                        .addValue(secret.value())
                        .addValue(limit));
    }

    /** Up to a number of all that are active, or of one tenant's whatever their state. */
    public Future<List<WebhookEndpoint>> list(@Nullable String tenant, int limit) {
        String which = tenant == null ? "state = 'active' AND $1::text IS NULL" : "tenant = $1::text";
        return rows(
                "SELECT " + COLUMNS + " FROM webhook_endpoint WHERE " + which + " ORDER BY id LIMIT $2::int4",
                Tuple.tuple().addValue(tenant).addValue(limit));
    }

    public Future<Optional<WebhookEndpoint>> find(UUID id) {
        return one("SELECT " + COLUMNS + " FROM webhook_endpoint WHERE id = $1::uuid", Tuple.of(id));
    }

    /** Gives it another address, filter and state; one that begins to work again begins with what comes next. */
    public Future<Optional<WebhookEndpoint>> change(UUID id, String url, List<String> types, String state) {
        return one(
                CHANGE,
                now(id).addValue(url).addValue(types.toArray(String[]::new)).addValue(state));
    }

    /** The secret so far signs beside the new one for a while. */
    public Future<Optional<WebhookEndpoint>> rotate(UUID id, Secret secret, Duration both) {
        return one(ROTATE, Tuple.of(id, secret.value(), both.toSeconds()));
    }

    /** With everything that waits for it. */
    public Future<Void> remove(UUID id) {
        return pool.preparedQuery(REMOVE).execute(Tuple.of(id)).mapEmpty();
    }

    /**
     * Puts an active endpoint out of work.
     *
     * @param url to which posts failed: its owner may have given it another one meanwhile
     * @return whether it was
     */
    public Future<Boolean> disable(UUID id, String url, String reason) {
        return pool.preparedQuery(DISABLE).execute(Tuple.of(id, reason, url)).map(rows -> rows.size() > 0);
    }

    /**
     * Notes that it fails or works; answers for how long it has been failing.
     *
     * @param anew it worked until now, whatever was noted before
     */
    public Future<Duration> failing(UUID id, boolean failing, boolean anew) {
        return pool.preparedQuery(FAILING).execute(Tuple.of(id, failing, anew)).map(rows -> {
            for (Row row : rows) {
                var since = StoredRows.instant(row, "failing_since");
                return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
            }
            return Duration.ZERO;
        });
    }

    private Tuple now(UUID id) {
        return Tuple.of(id, Uuid7.floor(clock.instant()));
    }

    private Future<Optional<WebhookEndpoint>> one(String sql, Tuple parameters) {
        return rows(sql, parameters).map(found -> found.stream().findFirst());
    }

    private Future<List<WebhookEndpoint>> rows(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).map(WebhookEndpoints::read);
    }

    private static List<WebhookEndpoint> read(RowSet<Row> rows) {
        List<WebhookEndpoint> endpoints = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String old = row.getString("old_secret");
            endpoints.add(new WebhookEndpoint(
                    row.getUUID("id"),
                    row.getString("tenant"),
                    row.getString("url"),
                    Arrays.asList(row.getArrayOfStrings("types")),
                    new Secret(row.getString("secret")),
                    old == null ? null : new Secret(old),
                    row.getString("state"),
                    row.getString("reason"),
                    StoredRows.requiredInstant(row, "created_at")));
        }
        return endpoints;
    }
}
