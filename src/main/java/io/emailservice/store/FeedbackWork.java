package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
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
    private static final String KEEP = """
            INSERT INTO message_feedback (message_id, key, kind, at, post_id, recipient, evidence)
            SELECT message_id, key, kind, at, post_id, recipient, evidence::jsonb
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::uuid[], $6::text[], $7::text[])
              AS i(message_id, key, kind, at, post_id, recipient, evidence)
            ON CONFLICT (message_id, key) DO NOTHING
            RETURNING message_id, key""";

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

    Future<Done> apply(SqlConnection connection, List<Told> told) {
        Map<UUID, Told> unique = new LinkedHashMap<>();
        told.forEach(one -> unique.putIfAbsent(one.key(), one));
        return Correlation.locked(connection, List.copyOf(unique.values()), List.of())
                .compose(found -> keep(connection, found)
                        .compose(fresh -> write(connection, fresh, found.messages(), told.size(), found.orphans())));
    }

    /** Keeps what is about known messages and says what of it is new. */
    private static Future<Map<UUID, List<Told>>> keep(SqlConnection connection, Correlation found) {
        Map<UUID, Told> byKey = new HashMap<>();
        List<KeptFeedback> kept = new ArrayList<>();
        found.byMessage().forEach((id, told) -> {
            KnownMessage message = Objects.requireNonNull(found.messages().get(id));
            told.forEach(one -> {
                byKey.put(one.key(), one);
                kept.add(KeptFeedback.of(one, message));
            });
        });
        return keep(connection, kept).map(rows -> {
            Map<UUID, List<Told>> fresh = new LinkedHashMap<>();
            rows.forEach(row -> fresh.computeIfAbsent(row.getUUID("message_id"), none -> new ArrayList<>())
                    .add(Objects.requireNonNull(byKey.get(row.getUUID("key")))));
            return fresh;
        });
    }

    /** Answers what was not kept before. */
    static Future<List<Row>> keep(SqlConnection connection, List<KeptFeedback> feedback) {
        List<Row> fresh = new ArrayList<>();
        if (feedback.isEmpty()) {
            return Future.succeededFuture(fresh);
        }
        Tuple parameters = columns(new Columns<>(feedback)).tuple();
        return connection.preparedQuery(KEEP).execute(parameters).map(rows -> {
            rows.forEach(fresh::add);
            return fresh;
        });
    }

    /** All that is kept of feedback, in the order of the table. */
    static Columns<KeptFeedback> columns(Columns<KeptFeedback> rows) {
        return rows.uuids(KeptFeedback::messageId)
                .uuids(KeptFeedback::key)
                .texts(KeptFeedback::kind)
                .instants(KeptFeedback::at)
                .uuids(KeptFeedback::postId)
                .texts(KeptFeedback::recipient)
                .texts(row -> row.evidence().encode());
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
