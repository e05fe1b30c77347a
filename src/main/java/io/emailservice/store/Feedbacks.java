package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns stored posts into changes of messages, in the order in which they were committed, each exactly once: the posts
 * that were read and all that follows from them are committed together. One node works at a time; whoever holds the
 * lock on the cursor. Safe from any context.
 */
public final class Feedbacks {
    private static final String PEEK = "SELECT tx::text::int8 AS tx, id FROM webhook_cursor WHERE name = 'feedback'";
    private static final String LOCK = PEEK + " FOR UPDATE SKIP LOCKED";

    private static final String AFTER = """
            SELECT tx::text::int8 AS tx, id, source, account, received_at, content_type, body
            FROM posts_after($1::int8::text::xid8, $2::uuid, $3::uuid, $4::int4)""";

    private static final String ADVANCE = """
            UPDATE webhook_cursor SET tx = $1::int8::text::xid8, id = $2::uuid, updated_at = $3::timestamptz
            WHERE name = 'feedback'""";

    private final Pool pool;
    private final Clock clock;
    private final FeedbackWork work;
    private final Orphans orphans;
    private volatile boolean more;

    Feedbacks(Pool pool, Clock clock, FeedbackWork work) {
        this.pool = pool;
        this.clock = clock;
        this.work = work;
        this.orphans = new Orphans(pool, clock, work);
    }

    /**
     * What one round came to.
     *
     * @param posts how many posts were read
     * @param fresh what of their feedback was never seen before
     * @param repeats what of it was
     * @param orphans what of it is about messages that are not known (yet)
     * @param newest when the last of the posts came in, or null if there was none
     */
    public record Round(
            int posts,
            int fresh,
            int repeats,
            int orphans,
            @Nullable Instant newest) {
        static final Round IDLE = new Round(0, 0, 0, 0, null);
    }

    /** Feedback whose message is not known (yet). */
    public Orphans orphans() {
        return orphans;
    }

    /**
     * Reads and applies the next posts, or nothing if another node is at it.
     *
     * <p>Fails with {@link StoreException}: {@code UNAVAILABLE} says nothing about the posts, {@code REFUSED} and
     * {@code BROKEN} that one of them can't be applied.
     *
     * @param limit most posts of this round
     */
    public Future<Round> work(int limit, FeedbackReader reader) {
        return waiting()
                .compose(waiting -> waiting
                        ? pool.withTransaction(connection -> locked(connection)
                                .compose(cursor -> cursor.isEmpty()
                                        ? Future.succeededFuture(Round.IDLE)
                                        : round(connection, cursor.get(), limit, reader)))
                        : Future.succeededFuture(Round.IDLE))
                .onSuccess(round -> more = round.posts() == limit)
                .recover(failure -> Future.failedFuture(StoreException.of("feedback", failure)));
    }

    /** Passes the next post over: it can't be applied, and stays stored. */
    public Future<Optional<UUID>> skip() {
        return pool.withTransaction(connection -> locked(connection)
                .compose(cursor -> cursor.isEmpty()
                        ? Future.succeededFuture(Optional.<UUID>empty())
                        : after(connection, cursor.get(), 1)
                                .compose(page -> page.isEmpty()
                                        ? Future.succeededFuture(Optional.<UUID>empty())
                                        : advance(connection, page)
                                                .map(Optional.of(
                                                        page.get(0).post().id())))));
    }

    /** Whether anything waits: asked without a lock, for the quiet hours. */
    private Future<Boolean> waiting() {
        if (more) {
            return Future.succeededFuture(true);
        }
        return pool.preparedQuery(PEEK)
                .execute()
                .compose(rows -> pool.preparedQuery(AFTER)
                        .execute(parameters(cursor(rows).orElse(Cursor.START), 1)))
                .map(rows -> rows.size() > 0);
    }

    private static Future<Optional<Cursor>> locked(SqlConnection connection) {
        return connection.preparedQuery(LOCK).execute().map(Feedbacks::cursor);
    }

    private static Optional<Cursor> cursor(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(new Cursor(row.getLong("tx"), row.getUUID("id")));
        }
        return Optional.empty();
    }

    private Future<Round> round(SqlConnection connection, Cursor cursor, int limit, FeedbackReader reader) {
        return after(connection, cursor, limit).compose(page -> {
            if (page.isEmpty()) {
                return Future.succeededFuture(Round.IDLE);
            }
            List<Told> told = new ArrayList<>();
            page.forEach(placed -> reader.read(placed.post()).forEach(one -> told.add(Told.of(one, placed.post()))));
            return work.apply(connection, told)
                    .compose(done -> orphans.keep(connection, done.orphans()).map(done))
                    .compose(done -> advance(connection, page)
                            .map(new Round(
                                    page.size(),
                                    done.fresh(),
                                    done.repeats(),
                                    done.orphans().size(),
                                    page.get(page.size() - 1).post().receivedAt())));
        });
    }

    private record Placed(Cursor position, Post post) {}

    private static Future<List<Placed>> after(SqlConnection connection, Cursor cursor, int limit) {
        return connection
                .preparedQuery(AFTER)
                .execute(parameters(cursor, limit))
                .map(rows -> {
                    List<Placed> page = new ArrayList<>(rows.size());
                    rows.forEach(row ->
                            page.add(new Placed(new Cursor(row.getLong("tx"), row.getUUID("id")), PostRows.read(row))));
                    return page;
                });
    }

    private static Tuple parameters(Cursor cursor, int limit) {
        return Tuple.tuple()
                .addValue(cursor.position())
                .addValue(cursor.id())
                .addValue(PgEventLog.earliest(cursor))
                .addValue(limit);
    }

    private Future<Void> advance(SqlConnection connection, List<Placed> page) {
        Cursor end = page.get(page.size() - 1).position();
        Tuple parameters =
                Tuple.tuple().addValue(end.position()).addValue(end.id()).addValue(Columns.timestamp(clock.instant()));
        return connection.preparedQuery(ADVANCE).execute(parameters).mapEmpty();
    }
}
