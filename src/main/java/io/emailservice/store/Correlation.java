package io.emailservice.store;

import io.emailservice.message.Feedback;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which messages feedback is about, and what is known of them.
 *
 * @param byMessage each of these messages is in {@code messages}
 * @param orphans whose message isn't known
 */
record Correlation(Map<UUID, List<Told>> byMessage, Map<UUID, KnownMessage> messages, List<Told> orphans) {
    private static final String REFERENCES = """
            SELECT provider_message_id, message_id FROM provider_reference
            WHERE provider_message_id = ANY($1::text[])""";

    /** Finds the messages and locks their rows until the end of the transaction. */
    static Future<Correlation> locked(SqlConnection connection, List<Told> told, Collection<UUID> others) {
        return of(connection, told, others, KnownMessage.LOCK);
    }

    /** Only looks. */
    static Future<Correlation> unlocked(SqlConnection connection, List<Told> told, Collection<UUID> others) {
        return of(connection, told, others, KnownMessage.READ);
    }

    /** @param others messages to be read whether or not any feedback is about them */
    private static Future<Correlation> of(
            SqlConnection connection, List<Told> told, Collection<UUID> others, String read) {
        return references(connection, told).compose(references -> {
            TreeSet<UUID> ids = new TreeSet<>(IdRange.ORDER);
            ids.addAll(others);
            for (Told one : told) {
                UUID id = message(one, references);
                if (id != null) {
                    ids.add(id);
                }
            }
            return messages(connection, List.copyOf(ids), read).map(messages -> sort(told, references, messages));
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

    private static @Nullable UUID message(Told told, Map<String, UUID> references) {
        UUID id = told.feedback().messageId();
        return id != null ? id : references.get(String.valueOf(told.feedback().providerMessageId()));
    }

    private static Future<Map<UUID, KnownMessage>> messages(SqlConnection connection, List<UUID> ids, String read) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        IdRange range = IdRange.of(ids, id -> id);
        Tuple parameters = new Columns<>(ids)
                .value(range.lowest())
                .value(range.highest())
                .uuids(id -> id)
                .tuple();
        return connection.preparedQuery(read).execute(parameters).map(rows -> {
            Map<UUID, KnownMessage> found = new HashMap<>();
            rows.forEach(row -> found.put(row.getUUID("id"), KnownMessage.of(row)));
            return found;
        });
    }

    private static Correlation sort(List<Told> told, Map<String, UUID> references, Map<UUID, KnownMessage> messages) {
        Map<UUID, List<Told>> byMessage = new LinkedHashMap<>();
        List<Told> orphans = new ArrayList<>();
        for (Told one : told) {
            UUID id = message(one, references);
            if (id == null || !messages.containsKey(id)) {
                orphans.add(one);
            } else {
                byMessage.computeIfAbsent(id, none -> new ArrayList<>()).add(one);
            }
        }
        return new Correlation(byMessage, messages, List.copyOf(orphans));
    }
}
