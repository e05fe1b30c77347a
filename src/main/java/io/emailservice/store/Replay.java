package io.emailservice.store;

import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads kept posts again, as today's reader understands them, and shows or applies what differs from what was
 * understood at first. The only place where a state may go back: when it came from a wrong reading. It never touches what
 * we ended ourselves. Some posts at a time, each time in one transaction; a run that was cut off is simply run again.
 * Posts that were never read yet are left to {@link Feedbacks}. Safe from any context.
 */
public final class Replay {
    private static final int MOST_POSTS = 200;

    private static final String POSTS = """
            SELECT p.id, p.source, p.account, p.received_at, p.content_type, p.body
            FROM webhook_post p, webhook_cursor c
            WHERE c.name = 'feedback' AND p.id > $1::uuid AND p.id < $2::uuid AND (p.tx, p.id) <= (c.tx, c.id)
            ORDER BY p.id LIMIT $3::int4""";

    private static final String LOOK_ONLY = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    // One run at a time, so that none reads what another is about to correct.
    private static final String ALONE = "SELECT pg_advisory_xact_lock(7305661402118575)";

    private final Pool pool;
    private final Clock clock;
    private final Labeller labeller;
    private final CorrectionStatement statement;

    Replay(Pool pool, Clock clock, Labeller labeller, CorrectionStatement statement) {
        this.pool = pool;
        this.clock = clock;
        this.labeller = labeller;
        this.statement = statement;
    }

    /**
     * Which posts, by their ids.
     *
     * @param after the last one before them
     * @param before the first one after them
     */
    public record Span(UUID after, UUID before) {
        /** All that came in from one instant until right before another. */
        public static Span of(Instant from, Instant until) {
            return new Span(justBefore(Uuid7.floor(from)), Uuid7.floor(until));
        }

        /** The span from a post on, that one included. */
        public Span from(UUID first) {
            return new Span(justBefore(first), before);
        }

        /** The span up to right before an instant. */
        public Span until(Instant instant) {
            return new Span(after, Uuid7.floor(instant));
        }

        /** The span up to a post, that one included. */
        public Span to(UUID last) {
            long low = last.getLeastSignificantBits() + 1;
            return new Span(after, new UUID(last.getMostSignificantBits() + (low == 0 ? 1 : 0), low));
        }

        private static UUID justBefore(UUID id) {
            long low = id.getLeastSignificantBits() - 1;
            return new UUID(id.getMostSignificantBits() - (low == -1 ? 1 : 0), low);
        }
    }

    /**
     * What some posts came to.
     *
     * @param feedback how much the posts tell
     * @param orphans what of it is about messages that are not known
     * @param differences one for each message about which anything is understood differently
     * @param passedOver a post that could not be read again, or null
     * @param rest what is left to do, or null at the end
     */
    public record Page(
            int posts,
            int feedback,
            int orphans,
            List<Difference> differences,
            @Nullable UUID passedOver,
            @Nullable Span rest) {
        public Page {
            differences = List.copyOf(differences);
        }
    }

    /**
     * What is understood differently about a message.
     *
     * @param before state as it was
     * @param after state as it shall be
     * @param lifted suppressions that nothing of the message's feedback asks for any more
     * @param report all of it, for an operator
     */
    public record Difference(
            String before, String after, int added, int changed, int withdrawn, int lifted, JsonObject report) {
        static Difference of(Correction correction) {
            Reading reading = correction.reading();
            return new Difference(
                    correction.message().state().wire(),
                    correction.change().state().wire(),
                    reading.added().size(),
                    reading.changed().size(),
                    reading.withdrawn().size(),
                    correction.lifted().size(),
                    CorrectionReport.of(correction));
        }
    }

    /**
     * Reads the next posts of a span again.
     *
     * <p>Fails with {@link StoreException} if the store is in trouble; then nothing of this page was applied.
     *
     * @param apply whether to write what differs, or only to tell it
     */
    public Future<Page> next(Span span, boolean apply, FeedbackReader reader) {
        return next(span, apply, reader, MOST_POSTS);
    }

    /** A post that can't be applied is found by halving. */
    private Future<Page> next(Span span, boolean apply, FeedbackReader reader, int most) {
        return pool.withTransaction(connection -> begin(connection, apply)
                        .compose(begun -> posts(connection, span, most))
                        .compose(posts -> posts.isEmpty()
                                ? Future.succeededFuture(new Page(0, 0, 0, List.of(), null, null))
                                : page(connection, posts, new Span(last(posts), span.before()), apply, reader)))
                .recover(failure -> {
                    StoreException trouble = StoreException.of("replay", failure);
                    if (trouble.reason() == StoreException.Reason.UNAVAILABLE) {
                        return Future.failedFuture(trouble);
                    }
                    return most > 1 ? next(span, apply, reader, most / 2) : passOver(span);
                });
    }

    private static Future<Void> begin(SqlConnection connection, boolean apply) {
        return connection.query(apply ? ALONE : LOOK_ONLY).execute().mapEmpty();
    }

    private static Future<List<Post>> posts(SqlConnection connection, Span span, int most) {
        return connection
                .preparedQuery(POSTS)
                .execute(Tuple.of(span.after(), span.before(), most))
                .map(rows -> {
                    List<Post> posts = new ArrayList<>(rows.size());
                    rows.forEach(row -> posts.add(PostRows.read(row)));
                    return posts;
                });
    }

    private static UUID last(List<Post> posts) {
        return posts.get(posts.size() - 1).id();
    }

    private Future<Page> page(
            SqlConnection connection, List<Post> posts, Span rest, boolean apply, FeedbackReader reader) {
        List<Told> told = new ArrayList<>();
        posts.forEach(post -> reader.read(post).forEach(one -> told.add(Told.of(one, post))));
        CorrectionEvents events = new CorrectionEvents(labeller, clock.instant());
        return Rereading.of(connection, posts, told, apply, events).compose(found -> {
            Page page = new Page(
                    posts.size(),
                    told.size(),
                    found.orphans(),
                    found.corrections().stream().map(Difference::of).toList(),
                    null,
                    rest);
            return apply && !found.corrections().isEmpty()
                    ? statement.write(connection, found.corrections()).map(page)
                    : Future.succeededFuture(page);
        });
    }

    private Future<Page> passOver(Span span) {
        return pool.withConnection(connection -> posts(connection, span, 1)).map(posts -> {
            UUID id = last(posts);
            return new Page(1, 0, 0, List.of(), id, new Span(id, span.before()));
        });
    }
}
