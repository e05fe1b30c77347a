package io.emailservice.store;

import io.emailservice.message.Failure;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;

/** Jobs of which no message could be made. Kept as long as messages; callable from any context. */
public final class RefusedJobs {
    private static final String INSERT = "INSERT INTO refused_job (id, queue, job_id, class, code, reason, refused_at)"
            + " VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::timestamptz)";
    private static final String DROP = "DELETE FROM refused_job WHERE id < $1::uuid";

    private final Pool pool;
    private final Uuid7 ids;
    private final Clock clock;
    private final Duration retention;

    RefusedJobs(Pool pool, Clock clock, Duration retention) {
        this.pool = pool;
        this.ids = new Uuid7(clock);
        this.clock = clock;
        this.retention = retention;
    }

    /** Keeps one refusal. A job that is refused again is kept again. */
    public Future<Void> add(String queue, String jobId, Failure failure) {
        Tuple row = Tuple.tuple()
                .addValue(ids.next())
                .addValue(queue)
                .addValue(jobId)
                .addValue(failure.kind().wire())
                .addValue(failure.code())
                .addValue(failure.text())
                .addValue(OffsetDateTime.now(clock));
        return pool.preparedQuery(INSERT).execute(row).mapEmpty();
    }

    /** Forgets those that are older than the retention. */
    Future<Void> drop() {
        return pool.preparedQuery(DROP)
                .execute(Tuple.of(Uuid7.floor(clock.instant().minus(retention))))
                .mapEmpty();
    }
}
