package io.emailservice.store;

import io.emailservice.message.Feedback;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Makes feedback count, within the transaction of the caller: finds the messages, drops repeats, writes what changes. */
final class FeedbackWork {
    private static final String REFERENCES = """
            SELECT provider_message_id, message_id FROM provider_reference
            WHERE provider_message_id = ANY($1::text[])""";

    private static final String KEEP = """
            INSERT INTO message_feedback (message_id, key, kind, at, post_id, recipient, evidence)
            SELECT message_id, key, kind, at, post_id, recipient, evidence::jsonb
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::uuid[], $6::text[], $7::text[])
              AS i(message_id, key, kind, at, post_id, recipient, evidence)
            ON CONFLICT (message_id, key) DO NOTHING
            RETURNING key""";

    private final FeedbackStatement statement;
    private final AddressStatement addresses;
    private final Labeller labeller;

    FeedbackWork(FeedbackStatement statement, AddressStatement addresses, Labeller labeller) {
        this.statement = statement;
        this.addresses = addresses;
        this.labeller = labeller;
    }

    /**
     * @param fresh how many were never seen before
     * @param repeats how many were
     * @param orphans whose message isn't known
     */
    record Done(int fresh, int repeats, List<Told> orphans) {}

    private record Placed(UUID messageId, Told told) {}

    Future<Done> apply(SqlConnection connection, List<Told> told) {
        Map<UUID, Told> unique = new LinkedHashMap<>();
        told.forEach(one -> unique.putIfAbsent(one.key(), one));
        List<Told> once = List.copyOf(unique.values());
        return references(connection, once).compose(references -> {
            Map<UUID, List<Told>> byMessage = new LinkedHashMap<>();
            List<Told> orphans = new ArrayList<>();
            for (Told one : once) {
                UUID id = one.feedback().messageId();
                if (id == null) {
                    id = references.get(String.valueOf(one.feedback().providerMessageId()));
                }
                if (id == null) {
                    orphans.add(one);
                } else {
                    byMessage.computeIfAbsent(id, none -> new ArrayList<>()).add(one);
                }
            }
            return lock(connection, byMessage).compose(messages -> keep(connection, byMessage, messages, orphans)
                    .compose(fresh -> write(connection, fresh, messages, told.size(), orphans)));
        });
    }

    /** For feedback that doesn't bring our id back. */
    private static Future<Map<String, UUID>> references(SqlConnection connection, List<Told> told) {
        String[] ids = told.stream()
                .map(Told::feedback)
                .filter(feedback -> feedback.messageId() == null)
                .map(Feedback::providerMessageId)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(String[]::new);
        if (ids.length == 0) {
            return Future.succeededFuture(Map.of());
        }
        return connection
                .preparedQuery(REFERENCES)
                .execute(Tuple.tuple().addValue(ids))
                .map(rows -> {
                    Map<String, UUID> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getString("provider_message_id"), row.getUUID("message_id")));
                    return found;
                });
    }

    private static Future<Map<UUID, KnownMessage>> lock(SqlConnection connection, Map<UUID, List<Told>> told) {
        if (told.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        List<UUID> ids = IdRange.ordered(List.copyOf(told.keySet()), id -> id);
        IdRange range = IdRange.of(ids, id -> id);
        Tuple parameters = new Columns<>(ids)
                .value(range.lowest())
                .value(range.highest())
                .uuids(id -> id)
                .tuple();
        return connection.preparedQuery(KnownMessage.LOCK).execute(parameters).map(rows -> {
            Map<UUID, KnownMessage> found = new HashMap<>();
            rows.forEach(row -> found.put(row.getUUID("id"), KnownMessage.of(row)));
            return found;
        });
    }

    /** Keeps what is about known messages and says what of it is new; the rest joins the orphans. */
    private static Future<Map<UUID, List<Told>>> keep(
            SqlConnection connection,
            Map<UUID, List<Told>> told,
            Map<UUID, KnownMessage> messages,
            List<Told> orphans) {
        List<Placed> placed = new ArrayList<>();
        told.forEach((id, some) -> {
            if (messages.containsKey(id)) {
                some.forEach(one -> placed.add(new Placed(id, one)));
            } else {
                orphans.addAll(some);
            }
        });
        if (placed.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        Tuple parameters = new Columns<>(placed)
                .uuids(Placed::messageId)
                .uuids(row -> row.told().key())
                .texts(row -> row.told().feedback().kind().wire())
                .instants(row -> row.told().at())
                .uuids(row -> row.told().postId())
                .texts(row -> recipient(row, messages))
                .texts(row -> Evidence.of(row.told().feedback()).encode())
                .tuple();
        return connection.preparedQuery(KEEP).execute(parameters).map(rows -> fresh(placed, rows));
    }

    private static String recipient(Placed row, Map<UUID, KnownMessage> messages) {
        String named = row.told().feedback().recipient();
        KnownMessage message = messages.get(row.messageId());
        return named != null || message == null ? String.valueOf(named) : message.recipient();
    }

    private static Map<UUID, List<Told>> fresh(List<Placed> placed, RowSet<Row> kept) {
        Map<UUID, Placed> byKey = new HashMap<>();
        placed.forEach(one -> byKey.put(one.told().key(), one));
        Map<UUID, List<Told>> fresh = new LinkedHashMap<>();
        kept.forEach(row -> {
            Placed one = Objects.requireNonNull(byKey.get(row.getUUID("key")));
            fresh.computeIfAbsent(one.messageId(), none -> new ArrayList<>()).add(one.told());
        });
        return fresh;
    }

    private Future<Done> write(
            SqlConnection connection,
            Map<UUID, List<Told>> fresh,
            Map<UUID, KnownMessage> messages,
            int told,
            List<Told> orphans) {
        int news = fresh.values().stream().mapToInt(List::size).sum();
        Done done = new Done(news, told - news - orphans.size(), List.copyOf(orphans));
        if (fresh.isEmpty()) {
            return Future.succeededFuture(done);
        }
        FeedbackBatch batch = FeedbackBatch.of(fresh, messages, labeller);
        return statement
                .write(connection, batch)
                .compose(written -> addresses.write(connection, batch))
                .map(done);
    }
}
