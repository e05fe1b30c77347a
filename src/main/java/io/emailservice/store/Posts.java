package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps posts as they come in, many with one commit. Safe from any context. */
public final class Posts {
    /** What became of a post. */
    public enum Kept {
        /** Stored, and committed. */
        NEW,
        /** The same post is stored already. */
        REPEAT,
        /** Another post used the same key before: somebody replays a signature. */
        REPLAYED
    }

    private static final long A_MOMENT_NANOS = 100_000_000;

    static final String STORE = """
            WITH input AS (
              SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[],
                $7::text[], $8::bytea[])
              AS i(id, key, hash, received_at, source, account, content_type, body)
            ), fresh AS (
              INSERT INTO webhook_key (key, body, post_id) SELECT key, hash, id FROM input
              ON CONFLICT (key) DO NOTHING
              RETURNING post_id
            ), stored AS (
              INSERT INTO webhook_post (id, received_at, source, account, content_type, body)
              SELECT i.id, i.received_at, i.source, i.account, i.content_type, i.body
              FROM input i JOIN fresh f ON f.post_id = i.id
            )
            SELECT post_id FROM fresh""";

    // The first of those that wait to be read are the oldest, but for what overtakes while it is stored.
    private static final String UNREAD = """
            SELECT min(received_at) AS oldest FROM (
              SELECT p.received_at FROM webhook_post p, webhook_cursor c
              WHERE c.name = 'feedback' AND (p.tx, p.id) > (c.tx, c.id)
              ORDER BY p.tx, p.id LIMIT $1::int4
            ) p""";

    private static final int MOST_UNREAD = 1_000;
    private static final Duration COMMITTING = Duration.ofSeconds(1);

    private static final String FIND = "SELECT key, body, post_id FROM webhook_key WHERE key = ANY($1::uuid[])";

    private final Pool pool;
    private final Pool keeping;
    private final Clock clock;
    private final BatchWriter<Keyed, Kept> writer;
    private volatile int lastRows;
    private volatile long lastNanos = System.nanoTime();

    /** @param keeping for {@link #STORE} alone, which looks nothing up; closed with this */
    Posts(Vertx vertx, Pool pool, Pool keeping, Clock clock, BatchLimits limits, StoreMetrics metrics) {
        this.pool = pool;
        this.keeping = keeping;
        this.clock = clock;
        this.writer = new BatchWriter<>("post", vertx, limits, Keyed::key, this::write, metrics);
    }

    /**
     * Stores a post unless one with its key is there.
     *
     * @param key what the sender signed or numbered, unique within the source
     */
    public Future<Kept> store(Post post, String key) {
        return writer.submit(new Keyed(post, Hashes.key(post.source(), key), Hashes.body(post.body())));
    }

    /** How many posts wait for the same commit now, or did a moment ago: between two commits few wait. */
    public int together() {
        boolean fresh = System.nanoTime() - lastNanos < A_MOMENT_NANOS;
        return Math.max(writer.unanswered(), fresh ? lastRows : 0);
    }

    /**
     * Until when every post that came in has been read. A post that isn't stored yet was not answered and doesn't count;
     * those that are being committed are a moment behind, and so is this.
     */
    public Future<Instant> readUntil() {
        return StoreException.told(
                "unread posts",
                pool.preparedQuery(UNREAD).execute(Tuple.of(MOST_UNREAD)).map(rows -> {
                    Instant now = clock.instant();
                    Instant oldest = StoredRows.instant(rows.iterator().next(), "oldest");
                    return (oldest == null || oldest.isAfter(now) ? now : oldest).minus(COMMITTING);
                }));
    }

    Future<Void> close() {
        return writer.close().eventually(keeping::close);
    }

    private record Keyed(Post post, UUID key, UUID body) {
        UUID id() {
            return post.id();
        }
    }

    private Future<List<@Nullable Kept>> write(List<Keyed> rows) {
        lastRows = rows.size();
        lastNanos = System.nanoTime();
        // Keys are locked in one order by all nodes, so that two batches with the same keys can't wait for each other.
        List<Keyed> ordered = IdRange.ordered(rows, Keyed::key);
        Tuple parameters = new Columns<>(ordered)
                .uuids(Keyed::id)
                .uuids(Keyed::key)
                .uuids(Keyed::body)
                .instants(row -> row.post().receivedAt())
                .texts(row -> row.post().source())
                .texts(row -> row.post().account())
                .texts(row -> row.post().contentType())
                .buffers(row -> row.post().body())
                .tuple();
        return keeping.preparedQuery(STORE).execute(parameters).compose(answer -> {
            Set<UUID> fresh = new HashSet<>();
            answer.forEach(row -> fresh.add(row.getUUID("post_id")));
            return fresh.size() == rows.size()
                    ? Future.succeededFuture(answers(rows, fresh, Map.of()))
                    : others(rows, fresh).map(found -> answers(rows, fresh, found));
        });
    }

    private Future<Map<UUID, Row>> others(List<Keyed> rows, Set<UUID> fresh) {
        UUID[] keys = rows.stream()
                .filter(row -> !fresh.contains(row.id()))
                .map(Keyed::key)
                .toArray(UUID[]::new);
        return pool.preparedQuery(FIND).execute(Tuple.tuple().addValue(keys)).map(Posts::byKey);
    }

    private static Map<UUID, Row> byKey(RowSet<Row> rows) {
        Map<UUID, Row> found = new HashMap<>();
        rows.forEach(row -> found.put(row.getUUID("key"), row));
        return found;
    }

    private static List<@Nullable Kept> answers(List<Keyed> rows, Set<UUID> fresh, Map<UUID, Row> others) {
        List<@Nullable Kept> answers = new ArrayList<>(rows.size());
        for (Keyed row : rows) {
            answers.add(fresh.contains(row.id()) ? Kept.NEW : judge(row, others.get(row.key())));
        }
        return answers;
    }

    private static @Nullable Kept judge(Keyed row, @Nullable Row first) {
        if (first == null) {
            return null;
        }
        if (row.id().equals(first.getUUID("post_id"))) {
            // The reply of an earlier run was lost.
            return Kept.NEW;
        }
        return row.body().equals(first.getUUID("body")) ? Kept.REPEAT : Kept.REPLAYED;
    }
}
