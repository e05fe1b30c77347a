package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Compares what some posts tell today with what was kept of them.
 *
 * @param orphans how much is about messages that are not known
 * @param corrections of messages about which anything is understood differently, in the order of their ids
 */
record Rereading(int orphans, List<Correction> corrections) {
    private static final int MOST_KEPT = 20_000;

    private static final String OF_POSTS = "SELECT " + KeptFeedback.COLUMNS + """
             FROM message_feedback
            WHERE post_id = ANY($3::uuid[]) AND post_id BETWEEN $1::uuid AND $2::uuid LIMIT $4::int4""";

    private static final String OF_MESSAGES = "SELECT " + KeptFeedback.COLUMNS + """
             FROM message_feedback
            WHERE message_id = ANY($3::uuid[]) AND message_id BETWEEN $1::uuid AND $2::uuid LIMIT $4::int4""";

    private static final String SENT_BY_US = """
            SELECT DISTINCT message_id FROM message_event
            WHERE message_id = ANY($2::uuid[]) AND id >= $1::uuid AND type = 'message.sent'
              AND data ->> 'settledBy' IS DISTINCT FROM 'feedback'""";

    /**
     * @param posts in the order of their ids, at least one
     * @param lock whether to lock the rows of the messages
     */
    static Future<Rereading> of(
            SqlConnection connection, List<Post> posts, List<Told> told, boolean lock, CorrectionEvents events) {
        List<UUID> ids = posts.stream().map(Post::id).toList();
        return kept(connection, OF_POSTS, ids).compose(kept -> {
            Set<UUID> messages = new HashSet<>();
            kept.forEach(one -> messages.add(one.messageId()));
            Future<Correlation> correlated = lock
                    ? Correlation.locked(connection, told, messages)
                    : Correlation.unlocked(connection, told, messages);
            return correlated.compose(found -> {
                Comparison comparison = new Comparison(found, Set.copyOf(ids));
                List<UUID> suspects = comparison.differing(kept);
                if (suspects.isEmpty()) {
                    return Future.succeededFuture(new Rereading(found.orphans().size(), List.of()));
                }
                return corrections(connection, comparison, suspects, events)
                        .map(all -> new Rereading(found.orphans().size(), all));
            });
        });
    }

    /** Those that seemed to differ are looked at with all that is kept of them, now that their rows are locked. */
    private static Future<List<Correction>> corrections(
            SqlConnection connection, Comparison comparison, List<UUID> suspects, CorrectionEvents events) {
        return kept(connection, OF_MESSAGES, suspects).compose(kept -> {
            List<UUID> differing = comparison.differing(kept);
            return sentByUs(connection, differing).map(sent -> differing.stream()
                    .map(id -> comparison.correction(id, kept, sent.contains(id), events))
                    .toList());
        });
    }

    private record Comparison(Correlation found, Set<UUID> posts) {
        /** In the order of their ids. */
        List<UUID> differing(List<KeptFeedback> kept) {
            Map<UUID, List<KeptFeedback>> byMessage = byMessage(kept);
            TreeSet<UUID> ids = new TreeSet<>(IdRange.ORDER);
            found.messages().forEach((id, message) -> {
                if (!reading(message, byMessage.getOrDefault(id, List.of())).same()) {
                    ids.add(id);
                }
            });
            return List.copyOf(ids);
        }

        Correction correction(UUID id, List<KeptFeedback> kept, boolean sentByUs, CorrectionEvents events) {
            KnownMessage message = Objects.requireNonNull(found.messages().get(id));
            List<KeptFeedback> own =
                    kept.stream().filter(one -> one.messageId().equals(id)).toList();
            return Correction.of(message, reading(message, own), own, sentByUs, events);
        }

        private Reading reading(KnownMessage message, List<KeptFeedback> kept) {
            List<KeptFeedback> told = found.byMessage().getOrDefault(message.id(), List.of()).stream()
                    .map(one -> KeptFeedback.of(one, message))
                    .toList();
            return Reading.of(told, kept, posts);
        }

        private static Map<UUID, List<KeptFeedback>> byMessage(List<KeptFeedback> kept) {
            Map<UUID, List<KeptFeedback>> all = new HashMap<>();
            kept.forEach(one -> all.computeIfAbsent(one.messageId(), none -> new ArrayList<>())
                    .add(one));
            return all;
        }
    }

    private static Future<List<KeptFeedback>> kept(SqlConnection connection, String sql, List<UUID> ids) {
        return connection
                .preparedQuery(sql)
                .execute(within(ids).value(MOST_KEPT + 1).tuple())
                .map(Rereading::bounded);
    }

    private static List<KeptFeedback> bounded(RowSet<Row> rows) {
        if (rows.size() > MOST_KEPT) {
            throw new IllegalStateException("more feedback than can be compared at once");
        }
        List<KeptFeedback> kept = new ArrayList<>(rows.size());
        rows.forEach(row -> kept.add(KeptFeedback.of(row)));
        return kept;
    }

    private static Columns<UUID> within(List<UUID> ids) {
        IdRange range = IdRange.of(ids, id -> id);
        return new Columns<>(ids).value(range.lowest()).value(range.highest()).uuids(id -> id);
    }

    private static Future<Set<UUID>> sentByUs(SqlConnection connection, List<UUID> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        Tuple parameters = new Columns<>(ids)
                .value(Timelines.earliest(ids.get(0)))
                .uuids(id -> id)
                .tuple();
        return connection.preparedQuery(SENT_BY_US).execute(parameters).map(rows -> {
            Set<UUID> sent = new HashSet<>();
            rows.forEach(row -> sent.add(row.getUUID("message_id")));
            return sent;
        });
    }
}
