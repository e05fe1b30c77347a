package io.emailservice.store;

import io.emailservice.message.Failure;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** Jobs of which no message could be made. Kept as long as messages; callable from any context. */
public final class RefusedJobs {
    private static final String INSERT =
            "INSERT INTO refused_job (id, queue, job_id, class, code, reason, refused_at, payload,"
                    + " payload_bytes) VALUES ($1::uuid, $2::text, $3::text, $4::text, $5::text, $6::text, $7::timestamptz,"
                    + " $8::bytea, $9::int4)";
    private static final String PAYLOAD = "SELECT payload, payload_bytes FROM refused_job WHERE id = $1::uuid";
    private static final String DROP = "DELETE FROM refused_job WHERE id < $1::uuid";

    /** Bytes of a payload that are kept: enough to read it, too few to fill a disk with. */
    static final int MOST_KEPT = 64 << 10;

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

    /**
     * What the job carried.
     *
     * @param kept its beginning
     * @param bytes how long all of it is
     */
    public record Payload(Buffer kept, int bytes) {
        public boolean isWhole() {
            return kept.length() == bytes;
        }
    }

    /** Keeps one refusal with the beginning of its payload. A job that is refused again is kept again. */
    public Future<Void> add(String queue, String jobId, Failure failure, Buffer payload) {
        Tuple row = Tuple.tuple()
                .addValue(ids.next())
                .addValue(queue)
                .addValue(jobId)
                .addValue(failure.kind().wire())
                .addValue(failure.code())
                .addValue(failure.text())
                .addValue(OffsetDateTime.now(clock))
                .addValue(payload.slice(0, Math.min(MOST_KEPT, payload.length())))
                .addValue(payload.length());
        return pool.preparedQuery(INSERT).execute(row).mapEmpty();
    }

    /** Empty if there is no such refusal, or its payload was not kept yet. */
    public Future<Optional<Payload>> payload(UUID id) {
        return pool.preparedQuery(PAYLOAD).execute(Tuple.of(id)).map(rows -> {
            for (Row row : rows) {
                Buffer kept = row.getBuffer("payload");
                return kept == null
                        ? Optional.<Payload>empty()
                        : Optional.of(new Payload(kept, row.getInteger("payload_bytes")));
            }
            return Optional.<Payload>empty();
        });
    }

    /** Forgets those that are older than the retention. */
    Future<Void> drop() {
        return pool.preparedQuery(DROP)
                .execute(Tuple.of(Uuid7.floor(clock.instant().minus(retention))))
                .mapEmpty();
    }
}
