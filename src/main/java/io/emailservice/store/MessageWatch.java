package io.emailservice.store;

import io.emailservice.message.MessageState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The messages whose job isn't over, each with the time of its next look. Found by a walk over all messages in the order
 * of their ids, so that sending pays nothing for it. Safe from any context.
 */
public final class MessageWatch {
    private static final int MOST_COUNTED = 100_000;

    private static final String OPEN = Arrays.stream(MessageState.values())
            .filter(state -> !state.jobIsOver())
            .map(state -> "'" + state.wire() + "'")
            .collect(Collectors.joining(", "));

    private static final String LEAD = """
            UPDATE sweep SET owner = $1::uuid, until = clock_timestamp() + $2::int8 * interval '1 millisecond'
            WHERE name = 'watch' AND (owner = $1 OR until <= clock_timestamp())
            RETURNING id""";

    private static final String RELEASE =
            "UPDATE sweep SET owner = NULL, until = '-infinity' WHERE name = 'watch' AND owner = $1::uuid";

    private static final String WALK = """
            WITH page AS (
              SELECT m.id, m.state, m.updated_at, m.next_attempt_at FROM message m
              WHERE m.id > $2::uuid AND m.id < $3::uuid ORDER BY m.id LIMIT $4::int4
            ), kept AS (
              INSERT INTO message_watch (message_id, due_at)
              SELECT id, CASE WHEN state = 'scheduled' THEN next_attempt_at - $6::int8 * interval '1 millisecond'
                ELSE greatest(updated_at, next_attempt_at) + $5::int8 * interval '1 millisecond' END
              FROM page WHERE state IN (%s)
              ON CONFLICT (message_id) DO NOTHING
            ), last AS (
              SELECT id FROM page ORDER BY id DESC LIMIT 1
            ), moved AS (
              UPDATE sweep s SET id = last.id, updated_at = clock_timestamp() FROM last
              WHERE s.name = 'watch' AND s.owner = $1::uuid AND s.id < last.id
            )
            SELECT (SELECT count(*) FROM page)::int4 AS read, (SELECT id FROM last) AS last""".formatted(OPEN);

    private static final String DUE =
            "SELECT message_id FROM message_watch WHERE due_at <= $1::timestamptz ORDER BY due_at LIMIT $2::int4";

    private static final String READ = "SELECT " + StoredRows.COLUMNS
            + " FROM message m WHERE m.id = ANY($3::uuid[]) AND m.id BETWEEN $1::uuid AND $2::uuid";

    private static final String FORGET = "DELETE FROM message_watch WHERE message_id = ANY($1::uuid[])";

    private static final String LOOKED = """
            UPDATE message_watch w SET due_at = i.due_at, state = i.state, overdue_since = i.overdue_since
            FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::timestamptz[])
              AS i(id, due_at, state, overdue_since)
            WHERE w.message_id = i.id""";

    /** Ids, and when each is due. Whoever moves messages back to where they wait runs it with the move. */
    static final String ADD = """
            INSERT INTO message_watch (message_id, due_at)
            SELECT i.id, i.due_at FROM unnest($1::uuid[], $2::timestamptz[]) AS i(id, due_at)
            ON CONFLICT (message_id) DO UPDATE SET due_at = least(message_watch.due_at, excluded.due_at)""";

    private static final String OVERDUE = """
            SELECT state, count(*) AS messages, min(overdue_since) AS oldest
            FROM (SELECT state, overdue_since FROM message_watch WHERE overdue_since IS NOT NULL LIMIT $1::int4) w
            GROUP BY state""";

    private final Pool pool;
    private final Clock clock;
    private final BatchWriter<Soon, Boolean> additions;

    MessageWatch(Vertx vertx, Pool pool, Clock clock, BatchLimits limits, StoreMetrics metrics) {
        this.pool = pool;
        this.clock = clock;
        this.additions = new BatchWriter<>("watch", vertx, limits, Soon::id, this::add, metrics);
    }

    /**
     * How far a walk came.
     *
     * @param read messages that were looked at; fewer than wanted at the end
     * @param last the last one of them, or null if there was none
     */
    public record Walked(int read, @Nullable UUID last) {}

    /**
     * Messages whose time has come.
     *
     * @param over those whose job is over, and those that retention has dropped
     * @param open all others
     */
    public record Due(List<UUID> over, List<StoredMessage> open) {}

    /**
     * What a look came to.
     *
     * @param next when to look again
     * @param overdueSince the deadline of the message if it is passed, else null
     */
    public record Look(
            UUID id,
            MessageState state,
            Instant next,
            @Nullable Instant overdueSince) {}

    /** Messages of one state beyond their deadline, and the oldest such deadline. */
    public record Overdue(MessageState state, long messages, Instant oldest) {}

    /**
     * Takes or renews the right to sweep; empty while another node has it.
     *
     * @return the message up to which was walked
     */
    public Future<Optional<UUID>> lead(UUID owner, Duration length) {
        return pool.preparedQuery(LEAD)
                .execute(Tuple.of(owner, length.toMillis()))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(row.getUUID("id"));
                    }
                    return Optional.empty();
                });
    }

    /** Lets another node sweep at once. */
    public Future<Void> release(UUID owner) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(owner)).mapEmpty();
    }

    /**
     * Walks over the next messages and watches those whose job isn't over.
     *
     * @param from behind this one
     * @param end before this id: nothing may be committed any more with a smaller one
     * @param after how long a message may rest before the first look
     * @param lead how long before it is due a scheduled message is looked at
     */
    public Future<Walked> walk(UUID owner, UUID from, UUID end, int most, Duration after, Duration lead) {
        Tuple parameters = Tuple.of(owner, from, end, most, after.toMillis(), lead.toMillis());
        return pool.preparedQuery(WALK).execute(parameters).map(rows -> {
            Row row = rows.iterator().next();
            return new Walked(row.getInteger("read"), row.getUUID("last"));
        });
    }

    /** The messages that are due, at most {@code most}. */
    public Future<Due> due(int most) {
        return pool.preparedQuery(DUE)
                .execute(Tuple.of(Columns.timestamp(clock.instant()), most))
                .compose(rows -> {
                    List<UUID> ids = new ArrayList<>();
                    rows.forEach(row -> ids.add(row.getUUID("message_id")));
                    return ids.isEmpty() ? Future.succeededFuture(new Due(List.of(), List.of())) : read(ids);
                });
    }

    private Future<Due> read(List<UUID> ids) {
        IdRange range = IdRange.of(IdRange.ordered(ids, id -> id), id -> id);
        Tuple parameters = new Columns<>(ids)
                .value(range.lowest())
                .value(range.highest())
                .uuids(id -> id)
                .tuple();
        return pool.preparedQuery(READ).execute(parameters).map(rows -> {
            List<StoredMessage> open = new ArrayList<>();
            Set<UUID> over = new HashSet<>(ids);
            rows.forEach(row -> {
                StoredMessage message = StoredRows.read(row);
                if (!message.state().jobIsOver()) {
                    open.add(message);
                    over.remove(message.id());
                }
            });
            return new Due(List.copyOf(over), open);
        });
    }

    /** Ends the watch over messages. */
    public Future<Void> forget(List<UUID> ids) {
        return ids.isEmpty()
                ? Future.succeededFuture()
                : pool.preparedQuery(FORGET)
                        .execute(new Columns<>(ids).uuids(id -> id).tuple())
                        .mapEmpty();
    }

    /** Writes down what was seen. */
    public Future<Void> looked(List<Look> looks) {
        if (looks.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple parameters = new Columns<>(looks)
                .uuids(Look::id)
                .instants(Look::next)
                .texts(look -> look.state().wire())
                .instants(Look::overdueSince)
                .tuple();
        return pool.preparedQuery(LOOKED).execute(parameters).mapEmpty();
    }

    /** Has a message looked at then, without waiting for the walk. */
    public Future<Void> add(UUID id, Instant dueAt) {
        return additions.submit(new Soon(id, dueAt)).mapEmpty();
    }

    /** Messages beyond their deadline by state; not all are counted if there are very many. */
    public Future<List<Overdue>> overdue() {
        return pool.preparedQuery(OVERDUE).execute(Tuple.of(MOST_COUNTED)).map(rows -> {
            List<Overdue> all = new ArrayList<>();
            rows.forEach(row -> all.add(new Overdue(
                    MessageState.of(row.getString("state")).orElseThrow(),
                    row.getLong("messages"),
                    StoredRows.requiredInstant(row, "oldest"))));
            return all;
        });
    }

    Future<Void> close() {
        return additions.close();
    }

    private record Soon(UUID id, Instant dueAt) {}

    private Future<List<@Nullable Boolean>> add(List<Soon> rows) {
        Map<UUID, Soon> different = new HashMap<>();
        rows.forEach(row -> different.put(row.id(), row));
        Columns<Soon> columns = new Columns<>(IdRange.ordered(List.copyOf(different.values()), Soon::id))
                .uuids(Soon::id)
                .instants(Soon::dueAt);
        return pool.preparedQuery(ADD).execute(columns.tuple()).map(done -> Collections.nCopies(rows.size(), true));
    }
}
