package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Counts the messages of a campaign by reading them all: for demo and benchmarks, never on a hot path. */
public final class Census {
    private static final String COUNT = "SELECT state, failure_class, count(*) AS messages FROM message"
            + " WHERE campaign = $1::text GROUP BY state, failure_class";

    private static final String STATES = "SELECT id, state FROM message WHERE campaign = $1::text";

    private final Pool pool;

    Census(Pool pool) {
        this.pool = pool;
    }

    /** Messages of one campaign in one state and failure class. */
    public record Count(String state, @Nullable String failureClass, long messages) {}

    public Future<List<Count>> of(String campaign) {
        return pool.preparedQuery(COUNT).execute(Tuple.of(campaign)).map(rows -> {
            List<Count> counts = new ArrayList<>();
            for (Row row : rows) {
                counts.add(new Count(row.getString("state"), row.getString("failure_class"), row.getLong("messages")));
            }
            return List.copyOf(counts);
        });
    }

    /** The state of every message of one campaign, in its wire form. */
    public Future<Map<UUID, String>> states(String campaign) {
        return pool.preparedQuery(STATES).execute(Tuple.of(campaign)).map(rows -> {
            Map<UUID, String> states = new HashMap<>();
            rows.forEach(row -> states.put(row.getUUID("id"), row.getString("state")));
            return states;
        });
    }
}
