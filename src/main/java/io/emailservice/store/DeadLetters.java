package io.emailservice.store;

import io.emailservice.message.DeadLetterSearch;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds what failed for good: messages by the events that told it, and jobs of which no message could be made. Safe from
 * any context.
 */
public final class DeadLetters {
    /** Letters that one page looks at: a search that matches few stays cheap, and goes on with the next page. */
    static final int MOST_SEEN = 1_000;

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private static final String DEAD = "type IN ('message.failed', 'message.rejected')";

    private static final String OF_MESSAGE = """
            m.id, m.queue, m.job_id, m.failure_class, m.failure_code, m.failure_text, m.tenant, m.stream, m.recipient,
            m.campaign, m.state, m.attempt, d.new_id""";

    private static final String OF_JOB = """
            r.id, r.queue, r.job_id, r.class, r.code, r.reason, NULL, NULL, NULL, NULL, NULL, NULL, d.new_id""";

    // A message may be told to have failed more than once (by us, later by feedback). It stands where the first of
    // these events is, so that it doesn't move while somebody turns pages.
    private static final String PAGE = """
            WITH seen AS MATERIALIZED (
              SELECT * FROM (
                (SELECT id, message_id, at FROM message_event
                 WHERE %1$s AND id < $1::uuid AND id >= $2::uuid ORDER BY id DESC LIMIT $3::int4)
                UNION ALL
                (SELECT id, NULL, refused_at FROM refused_job
                 WHERE $5::text IS NULL AND $6::text IS NULL AND id < $1 AND id >= $2 ORDER BY id DESC LIMIT $3)
              ) both_kinds ORDER BY id DESC LIMIT $3
            ), letter AS (
              SELECT s.id AS position, s.at, %2$s
              FROM seen s JOIN message m ON m.id = s.message_id LEFT JOIN redrive d ON d.old_id = m.id
              WHERE m.state IN ('failed', 'rejected')
                AND NOT EXISTS (SELECT FROM message_event e WHERE e.message_id = m.id AND e.id < s.id AND e.%1$s)
              UNION ALL
              SELECT s.id, s.at, %3$s
              FROM seen s JOIN refused_job r ON r.id = s.id LEFT JOIN redrive d ON d.old_id = r.id
              WHERE s.message_id IS NULL
            ), found AS (
              SELECT * FROM letter l
              WHERE ($5 IS NULL OR l.tenant = $5) AND ($6 IS NULL OR l.campaign = $6)
                AND ($7::text IS NULL OR l.failure_class = $7) AND ($8::text IS NULL OR l.failure_code = $8)
                AND ($9::text IS NULL OR strpos(l.failure_text, $9) > 0)
              ORDER BY position DESC LIMIT $4::int4
            )
            SELECT f.*, (SELECT count(*) FROM seen) AS seen, (SELECT id FROM seen ORDER BY id LIMIT 1) AS last_seen
            FROM (VALUES (1)) one (x) LEFT JOIN found f ON true ORDER BY f.position DESC""".formatted(DEAD, OF_MESSAGE, OF_JOB);

    private static final String ONE = """
            SELECT s.id AS position, s.at, %2$s
            FROM message m CROSS JOIN LATERAL (
              SELECT e.id, e.at FROM message_event e WHERE e.message_id = m.id AND e.%1$s ORDER BY e.id LIMIT 1) s
            LEFT JOIN redrive d ON d.old_id = m.id
            WHERE m.id = $1::uuid AND m.state IN ('failed', 'rejected')
            UNION ALL
            SELECT r.id, r.refused_at, %3$s
            FROM refused_job r LEFT JOIN redrive d ON d.old_id = r.id WHERE r.id = $1""".formatted(DEAD, OF_MESSAGE, OF_JOB);

    private final Pool pool;

    DeadLetters(Pool pool) {
        this.pool = pool;
    }

    /**
     * Some letters, the newest first.
     *
     * @param next where to go on, or null at the end; a page may have fewer letters than asked for, or none, and yet not be
     *     the last
     */
    public record Page(List<DeadLetter> letters, @Nullable UUID next) {
        public Page {
            letters = List.copyOf(letters);
        }
    }

    public Future<Page> page(DeadLetterSearch search) {
        Tuple query = Tuple.tuple()
                .addValue(below(search))
                .addValue(search.since() == null ? FIRST : Uuid7.floor(search.since()))
                .addValue(MOST_SEEN)
                .addValue(search.limit())
                .addValue(search.tenant())
                .addValue(search.campaign())
                .addValue(search.kind() == null ? null : search.kind().wire())
                .addValue(search.code())
                .addValue(search.text());
        return pool.preparedQuery(PAGE).execute(query).map(rows -> {
            List<DeadLetter> letters = new ArrayList<>();
            long seen = 0;
            UUID last = null;
            for (Row row : rows) {
                seen = row.getLong("seen");
                last = row.getUUID("last_seen");
                if (row.getUUID("position") != null) {
                    letters.add(read(row));
                }
            }
            if (letters.size() == search.limit()) {
                return new Page(letters, letters.get(letters.size() - 1).position());
            }
            return new Page(letters, seen == MOST_SEEN ? last : null);
        });
    }

    /** The dead letter of this message or refused job. */
    public Future<Optional<DeadLetter>> one(UUID id) {
        return pool.preparedQuery(ONE).execute(Tuple.of(id)).map(rows -> {
            var row = rows.iterator();
            return row.hasNext() ? Optional.of(read(row.next())) : Optional.<DeadLetter>empty();
        });
    }

    private static UUID below(DeadLetterSearch search) {
        UUID until = search.until() == null ? LAST : Uuid7.floor(search.until());
        UUID before = search.before();
        return before == null || IdRange.ORDER.compare(until, before) < 0 ? until : before;
    }

    private static DeadLetter read(Row row) {
        String state = row.getString("state");
        DeadLetter.Of message = state == null
                ? null
                : new DeadLetter.Of(
                        row.getString("tenant"),
                        row.getString("stream"),
                        row.getString("recipient"),
                        row.getString("campaign"),
                        state,
                        row.getInteger("attempt"));
        Instant at = StoredRows.requiredInstant(row, "at");
        return new DeadLetter(
                row.getUUID("id"),
                row.getUUID("position"),
                at,
                row.getString("queue"),
                row.getString("job_id"),
                StoredRows.failure(row),
                message,
                row.getUUID("new_id"));
    }
}
