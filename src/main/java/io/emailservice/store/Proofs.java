package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets what is kept of a message's feedback decide where the message waits: feedback that came while a call was under way
 * moved nothing then, and a late answer of the provider is proof as well. Only for messages of which an attempt was made
 * in vain or without an answer, so never on the ordinary way of a message.
 */
final class Proofs {
    private static final Logger log = LoggerFactory.getLogger(Proofs.class);
    private static final int MOST_KEPT = 1_000;

    private static final String KEPT = "SELECT " + KeptFeedback.COLUMNS
            + " FROM message_feedback WHERE message_id = $1::uuid ORDER BY at, key LIMIT $2::int4";

    private final Pool pool;
    private final Clock clock;
    private final FeedbackStatement statement;

    Proofs(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
        this.statement = new FeedbackStatement(clock);
    }

    /** Looks without a lock first: mostly nothing is kept. */
    Future<Boolean> decide(UUID id) {
        return pool.preparedQuery(KEPT)
                .execute(Tuple.of(id, 1))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(false)
                        : pool.withTransaction(connection -> decide(connection, id)));
    }

    private Future<Boolean> decide(SqlConnection connection, UUID id) {
        return locked(connection, id).compose(found -> {
            if (found.isEmpty() || !MessageChange.wasWaiting(found.get())) {
                return Future.succeededFuture(
                        found.isPresent() && found.get().state().jobIsOver());
            }
            return connection
                    .preparedQuery(KEPT)
                    .execute(Tuple.of(id, MOST_KEPT))
                    .compose(rows -> write(connection, MessageChange.settled(found.get(), told(rows))));
        });
    }

    /** Keeps the proof once, and lets it decide if nothing else did. */
    Future<Void> keep(Proof proof) {
        return pool.withTransaction(connection -> locked(connection, proof.id())
                .compose(found -> found.isPresent() ? keep(connection, proof, found.get()) : Future.succeededFuture()));
    }

    private Future<Void> keep(SqlConnection connection, Proof proof, KnownMessage message) {
        log.warn(
                "event=late_answer message={} attempt={} account={} state={} already_has_id={}",
                proof.id(),
                proof.attempt(),
                proof.account(),
                message.state().wire(),
                message.providerMessageId() != null);
        Told told = proof.told(clock.instant());
        return FeedbackWork.keep(connection, List.of(KeptFeedback.of(told, message)))
                .compose(fresh -> fresh.isEmpty() || !MessageChange.wasWaiting(message)
                        ? Future.succeededFuture()
                        : write(connection, MessageChange.settled(message, List.of(told)))
                                .mapEmpty());
    }

    private Future<Boolean> write(SqlConnection connection, Optional<MessageChange> change) {
        if (change.isEmpty()) {
            return Future.succeededFuture(false);
        }
        FeedbackBatch batch = new FeedbackBatch(List.of(change.get()), List.of(), List.of(), List.of(), List.of());
        return statement.write(connection, batch).map(true);
    }

    private static Future<Optional<KnownMessage>> locked(SqlConnection connection, UUID id) {
        return connection
                .preparedQuery(KnownMessage.LOCK)
                .execute(Tuple.tuple().addValue(id).addValue(id).addValue(new UUID[] {id}))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(KnownMessage.of(row));
                    }
                    return Optional.empty();
                });
    }

    private static List<Told> told(RowSet<Row> rows) {
        List<KeptFeedback> kept = new ArrayList<>();
        rows.forEach(row -> kept.add(KeptFeedback.of(row)));
        return KeptFeedback.told(kept);
    }
}
