package io.emailservice.store;

import io.emailservice.message.Attachment;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Attachments, each stored once under the hash that the documents of messages name. One statement each, because they are
 * large. Safe from any thread.
 */
final class Attachments {
    private static final String STORE = """
            INSERT INTO attachment (hash, base64, used_on) VALUES ($1::uuid, $2::text, $3::date)
            ON CONFLICT (hash) DO UPDATE SET used_on = excluded.used_on WHERE attachment.used_on < excluded.used_on""";

    private static final String READ = "SELECT hash, base64 FROM attachment WHERE hash = ANY($1::uuid[])";

    private final Pool pool;
    private final UsedToday stored;

    Attachments(Pool pool, Clock clock) {
        this.pool = pool;
        this.stored = new UsedToday(clock);
    }

    /** Completes when all attachments are stored. The document names them in the same order. */
    Future<Void> ensure(String document, List<Attachment> attachments) {
        List<Named> named = named(document);
        Future<Void> all = Future.succeededFuture();
        for (int i = 0; i < Math.min(named.size(), attachments.size()); i++) {
            UUID hash = named.get(i).hash();
            if (hash != null && !stored.has(hash)) {
                String base64 = attachments.get(i).base64();
                all = all.compose(before -> pool.preparedQuery(STORE)
                        .execute(Tuple.of(hash, base64, stored.today()))
                        .map(done -> {
                            stored.add(hash);
                            return null;
                        }));
            }
        }
        return StoreException.told("attachment", all);
    }

    /** The attachments that a document names; empty if one of them isn't kept. */
    Future<Optional<List<Attachment>>> read(String document) {
        List<Named> named = named(document);
        if (named.isEmpty()) {
            return Future.succeededFuture(Optional.of(List.of()));
        }
        UUID[] hashes = named.stream().map(Named::hash).toArray(UUID[]::new);
        return pool.preparedQuery(READ).execute(Tuple.tuple().addValue(hashes)).map(rows -> {
            Map<UUID, String> texts = new HashMap<>();
            for (Row row : rows) {
                texts.put(row.getUUID("hash"), row.getString("base64"));
            }
            List<Attachment> found = new ArrayList<>();
            for (Named one : named) {
                String text = one.hash() == null ? null : texts.get(one.hash());
                if (text == null) {
                    return Optional.<List<Attachment>>empty();
                }
                found.add(new Attachment(one.filename(), one.contentType(), text));
            }
            return Optional.of(List.copyOf(found));
        });
    }

    /** @param hash null in documents from before attachments were kept */
    private record Named(
            String filename, String contentType, @Nullable UUID hash) {}

    private static List<Named> named(String document) {
        JsonArray attachments = new JsonObject(document).getJsonArray("attachments", new JsonArray());
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < attachments.size(); i++) {
            JsonObject one = attachments.getJsonObject(i);
            String hash = one.getString("hash");
            named.add(new Named(
                    one.getString("filename"),
                    one.getString("contentType"),
                    hash == null ? null : UUID.fromString(hash)));
        }
        return named;
    }
}
