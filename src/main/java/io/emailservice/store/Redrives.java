package io.emailservice.store;

import io.emailservice.message.EventType;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Which messages were made out of dead letters, by whom and why. Safe from any context. */
public final class Redrives {
    private static final String ADD = """
            WITH added AS (
              INSERT INTO redrive (old_id, new_id, reason, author, at)
              VALUES ($2::uuid, $3::uuid, $4::text, $5::text, $1::timestamptz)
              ON CONFLICT (old_id) DO NOTHING
              RETURNING old_id, new_id, reason, author
            ), moved AS (
              UPDATE message m SET sequence = m.sequence + 1, position = log_position(m.position), updated_at = $1
              FROM added a WHERE m.id = a.old_id AND m.id = $2
              RETURNING m.id, m.sequence, m.position
            ), logged AS (
              INSERT INTO message_event (id, message_id, at, sequence, position, type, data)
              SELECT $6::uuid, m.id, $1, m.sequence, m.position, $7::text,
                jsonb_build_object('as', a.new_id, 'reason', a.reason, 'author', a.author)
              FROM moved m, added a
            )
            SELECT old_id FROM added""";

    private static final String DROP = "DELETE FROM redrive WHERE new_id < $1::uuid";

    private final Pool pool;
    private final Uuid7 ids;
    private final Clock clock;
    private final Duration retention;

    Redrives(Pool pool, Clock clock, Duration retention) {
        this.pool = pool;
        this.ids = new Uuid7(clock);
        this.clock = clock;
        this.retention = retention;
    }

    /**
     * Writes the lineage and, if the letter is a message, its event {@code message.redriven}.
     *
     * @return false if it stood there before; nothing was written then
     */
    public Future<Boolean> add(UUID letter, UUID made, String reason, String author) {
        Tuple row = Tuple.tuple()
                .addValue(Columns.timestamp(clock.instant()))
                .addValue(letter)
                .addValue(made)
                .addValue(reason)
                .addValue(author)
                .addValue(ids.next())
                .addValue(EventType.MESSAGE_REDRIVEN.wire());
        return pool.preparedQuery(ADD).execute(row).map(rows -> rows.size() == 1);
    }

    /** Forgets those whose messages are older than the retention. */
    Future<Void> drop() {
        return pool.preparedQuery(DROP)
                .execute(Tuple.of(Uuid7.floor(clock.instant().minus(retention))))
                .mapEmpty();
    }
}
