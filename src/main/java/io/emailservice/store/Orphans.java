package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Feedback whose message is not known: it came before the message was stored, or is about a message of somebody else.
 * Tried again with growing pauses, then reported once and left to be seen.
 */
public final class Orphans {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(12));

    private static final String KEEP = """
            INSERT INTO feedback_orphan (key, post_id, source, account, kind, message_id, provider_message_id, recipient,
              found_at, tries, next_try_at)
            SELECT i.*, $1::timestamptz, 0, $2::timestamptz
            FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[], $10::text[])
              AS i(key, post_id, source, account, kind, message_id, provider_message_id, recipient)
            ON CONFLICT (key) DO NOTHING""";

    private static final String DUE = """
            SELECT o.key, o.tries, p.id, p.source, p.account, p.received_at, p.content_type, p.body
            FROM (
              SELECT * FROM feedback_orphan WHERE next_try_at <= $1::timestamptz
              ORDER BY next_try_at, key LIMIT $2::int4 FOR UPDATE SKIP LOCKED
            ) o JOIN webhook_post p ON p.id = o.post_id""";

    private static final String GIVE_UP_FIRST = """
            UPDATE feedback_orphan SET tries = tries + 1, next_try_at = NULL
            WHERE key = (SELECT key FROM feedback_orphan WHERE next_try_at <= $1::timestamptz
              ORDER BY next_try_at, key LIMIT 1 FOR UPDATE SKIP LOCKED)""";

    private static final String FORGET = "DELETE FROM feedback_orphan WHERE key = ANY($1::uuid[])";

    private static final String AGAIN = """
            UPDATE feedback_orphan o SET tries = o.tries + 1, next_try_at = i.next_try_at
            FROM unnest($1::uuid[], $2::timestamptz[]) AS i(key, next_try_at) WHERE o.key = i.key""";

    private static final String LIST = """
            SELECT key, post_id, source, account, kind, message_id, provider_message_id, found_at, tries, next_try_at
            FROM feedback_orphan ORDER BY found_at DESC LIMIT $1::int4""";

    private final Pool pool;
    private final Clock clock;
    private final FeedbackWork work;

    Orphans(Pool pool, Clock clock, FeedbackWork work) {
        this.pool = pool;
        this.clock = clock;
        this.work = work;
    }

    /**
     * What a round of tries came to.
     *
     * @param found how many found their message
     * @param reported how many were given up in this round
     */
    public record Tried(int due, int found, int reported) {}

    /**
     * One that is kept.
     *
     * @param nextTryAt null after it was given up
     */
    public record Orphan(
            UUID key,
            UUID postId,
            String source,
            @Nullable String account,
            String kind,
            @Nullable UUID messageId,
            @Nullable String providerMessageId,
            Instant foundAt,
            int tries,
            @Nullable Instant nextTryAt) {}

    /** The newest, at most {@code limit}. */
    public Future<List<Orphan>> list(int limit) {
        return pool.preparedQuery(LIST).execute(Tuple.of(limit)).map(rows -> {
            List<Orphan> all = new ArrayList<>();
            rows.forEach(row -> all.add(new Orphan(
                    row.getUUID("key"),
                    row.getUUID("post_id"),
                    row.getString("source"),
                    row.getString("account"),
                    row.getString("kind"),
                    row.getUUID("message_id"),
                    row.getString("provider_message_id"),
                    StoredRows.requiredInstant(row, "found_at"),
                    row.getInteger("tries"),
                    StoredRows.instant(row, "next_try_at"))));
            return all;
        });
    }

    /**
     * Tries those that are due, at most {@code limit}. One that can't be applied is found by halving and given up, so that
     * it stops none of the others.
     */
    public Future<Tried> retry(int limit, FeedbackReader reader) {
        return tryDue(limit, reader).recover(failure -> {
            if (Trouble.of(failure) == Trouble.PASSING) {
                return Future.failedFuture(StoreException.of("orphans", failure));
            }
            return limit > 1 ? retry(limit / 2, reader) : giveUpFirst();
        });
    }

    private Future<Tried> giveUpFirst() {
        return pool.preparedQuery(GIVE_UP_FIRST)
                .execute(Tuple.of(Columns.timestamp(clock.instant())))
                .map(rows -> new Tried(rows.rowCount(), 0, rows.rowCount()));
    }

    private Future<Tried> tryDue(int limit, FeedbackReader reader) {
        return pool.withTransaction(connection -> due(connection, limit, reader)
                .compose(due -> due.isEmpty()
                        ? Future.succeededFuture(new Tried(0, 0, 0))
                        : work.apply(
                                        connection,
                                        due.stream()
                                                .flatMap(one -> one.told().stream())
                                                .toList())
                                .compose(done -> settle(connection, due, done))));
    }

    Future<Void> keep(SqlConnection connection, List<Told> orphans) {
        if (orphans.isEmpty()) {
            return Future.succeededFuture();
        }
        Instant now = clock.instant();
        Tuple parameters = new Columns<>(orphans)
                .value(now)
                .value(now.plus(PAUSES.get(0)))
                .uuids(Told::key)
                .uuids(Told::postId)
                .texts(told -> told.feedback().provider())
                .texts(told -> told.feedback().account())
                .texts(told -> told.feedback().kind().wire())
                .uuids(told -> told.feedback().messageId())
                .texts(told -> told.feedback().providerMessageId())
                .texts(told -> told.feedback().recipient())
                .tuple();
        return connection.preparedQuery(KEEP).execute(parameters).mapEmpty();
    }

    /** @param told empty if today's reader doesn't find it in its post any more */
    private record Due(UUID key, Optional<Told> told, int tries) {
        /** Null when it was the last try. */
        @Nullable
        Instant next(Instant now) {
            return told.isPresent() && tries + 1 < PAUSES.size() ? now.plus(PAUSES.get(tries + 1)) : null;
        }
    }

    private Future<List<Due>> due(SqlConnection connection, int limit, FeedbackReader reader) {
        Tuple parameters = Tuple.of(Columns.timestamp(clock.instant()), limit);
        return connection.preparedQuery(DUE).execute(parameters).map(rows -> {
            List<Due> due = new ArrayList<>();
            rows.forEach(row -> {
                Post post = PostRows.read(row);
                UUID key = row.getUUID("key");
                Optional<Told> told = reader.read(post).stream()
                        .filter(feedback -> feedback.key().equals(key))
                        .findFirst()
                        .map(feedback -> Told.of(feedback, post));
                due.add(new Due(key, told, row.getInteger("tries")));
            });
            return due;
        });
    }

    private Future<Tried> settle(SqlConnection connection, List<Due> due, FeedbackWork.Done done) {
        Set<UUID> still = new HashSet<>();
        done.orphans().forEach(orphan -> still.add(orphan.key()));
        List<Due> lost = due.stream()
                .filter(one -> one.told().isEmpty() || still.contains(one.key()))
                .toList();
        UUID[] found =
                due.stream().filter(one -> !lost.contains(one)).map(Due::key).toArray(UUID[]::new);
        Instant now = clock.instant();
        Tuple again = new Columns<>(lost)
                .uuids(Due::key)
                .instants(one -> one.next(now))
                .tuple();
        int reported = (int) lost.stream().filter(one -> one.next(now) == null).count();
        return connection
                .preparedQuery(FORGET)
                .execute(Tuple.tuple().addValue(found))
                .compose(gone -> connection.preparedQuery(AGAIN).execute(again))
                .map(new Tried(due.size(), found.length, reported));
    }
}
