package io.emailservice.store;

import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads step executions. Safe from any context. */
public final class StepExecutions {
    private static final String STEP = """
            SELECT state, sequence, pending, sent, delivered, failed, created_at, updated_at
            FROM step_execution WHERE tenant = $1::text AND id = $2::text""";

    private static final String MEMBERS = """
            SELECT id, state, updated_at FROM message
            WHERE tenant = $1::text AND step_execution_id = $2::text AND id > $3::uuid
            ORDER BY id LIMIT $4::int4""";

    private final Pool pool;

    StepExecutions(Pool pool) {
        this.pool = pool;
    }

    /**
     * A step with some of its messages; empty if no message ever named it.
     *
     * @param after only messages behind this one; null for the first ones
     * @param limit most messages
     */
    public Future<Optional<StepExecution>> of(String tenant, String id, @Nullable UUID after, int limit) {
        return pool.preparedQuery(STEP).execute(Tuple.of(tenant, id)).compose(found -> {
            for (Row step : found) {
                UUID start = after == null ? earliest(StoredRows.requiredInstant(step, "created_at")) : after;
                return pool.preparedQuery(MEMBERS)
                        .execute(Tuple.of(tenant, id, start, limit + 1))
                        .map(members -> Optional.of(step(tenant, id, step, members, limit)));
            }
            return Future.succeededFuture(Optional.<StepExecution>empty());
        });
    }

    /** A step is made with its first message, whose id may be older: older partitions need not be looked at. */
    private static UUID earliest(Instant createdAt) {
        return Uuid7.floor(createdAt.minus(PgEventLog.LATEST_COMMIT));
    }

    private static StepExecution step(String tenant, String id, Row step, RowSet<Row> rows, int limit) {
        List<StepExecution.Member> members = new ArrayList<>();
        for (Row row : rows) {
            members.add(new StepExecution.Member(
                    row.getUUID("id"), row.getString("state"), StoredRows.requiredInstant(row, "updated_at")));
        }
        boolean more = members.size() > limit;
        return new StepExecution(
                tenant,
                id,
                step.getString("state"),
                step.getInteger("sequence"),
                new StepExecution.Counts(
                        step.getInteger("pending"),
                        step.getInteger("sent"),
                        step.getInteger("delivered"),
                        step.getInteger("failed")),
                StoredRows.requiredInstant(step, "created_at"),
                StoredRows.requiredInstant(step, "updated_at"),
                more ? members.subList(0, limit) : members,
                more);
    }
}
