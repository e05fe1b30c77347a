package io.emailservice.store;

import io.emailservice.message.Content;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Inline sources, each stored once under its hash. Safe from any thread. */
final class Contents {
    private static final String STORE = """
            INSERT INTO content (hash, subject, html, text, used_on)
            SELECT i.hash, i.subject, i.html, i.text, $1::date
            FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS i(hash, subject, html, text)
            ON CONFLICT (hash) DO UPDATE SET used_on = excluded.used_on WHERE content.used_on < excluded.used_on""";

    private static final String READ = "SELECT subject, html, text FROM content WHERE hash = $1::uuid";

    private final Pool pool;
    private final BatchWriter<Hashed, Boolean> writer;
    private final UsedToday stored;

    Contents(Vertx vertx, Pool pool, Clock clock, BatchLimits limits, StoreMetrics metrics) {
        this.pool = pool;
        this.stored = new UsedToday(clock);
        this.writer = new BatchWriter<>("content", vertx, limits, content -> null, this::store, metrics);
    }

    private record Hashed(UUID hash, Content content) {}

    /** Completes when the content is stored; at once if this process stored it today. */
    Future<Void> ensure(UUID hash, Content content) {
        if (stored.has(hash)) {
            return Future.succeededFuture();
        }
        return writer.submit(new Hashed(hash, content)).map(written -> {
            stored.add(hash);
            return null;
        });
    }

    Future<Optional<Content>> read(UUID hash) {
        return pool.preparedQuery(READ).execute(Tuple.of(hash)).map(rows -> {
            var row = rows.iterator();
            return row.hasNext() ? Optional.of(content(row.next())) : Optional.<Content>empty();
        });
    }

    Future<Void> close() {
        return writer.close();
    }

    private Future<List<@Nullable Boolean>> store(List<Hashed> rows) {
        Map<UUID, Hashed> different = new HashMap<>();
        rows.forEach(row -> different.put(row.hash(), row));
        Columns<Hashed> columns = new Columns<>(IdRange.ordered(List.copyOf(different.values()), Hashed::hash))
                .value(stored.today())
                .uuids(Hashed::hash)
                .texts(row -> row.content().subject())
                .texts(row -> row.content().html())
                .texts(row -> row.content().text());
        return pool.preparedQuery(STORE).execute(columns.tuple()).map(done -> Collections.nCopies(rows.size(), true));
    }

    private static Content content(io.vertx.sqlclient.Row row) {
        return new Content(row.getString("subject"), row.getString("html"), row.getString("text"));
    }
}
