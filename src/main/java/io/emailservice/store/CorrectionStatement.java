package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes corrections. The rows of the messages are locked before. */
final class CorrectionStatement {
    private static final String WITHDRAW = """
            DELETE FROM message_feedback f USING unnest($3::uuid[], $4::uuid[]) AS i(message_id, key)
            WHERE f.message_id = i.message_id AND f.key = i.key AND f.message_id BETWEEN $1::uuid AND $2::uuid""";

    private static final String CHANGE = """
            UPDATE message_feedback f
            SET kind = i.kind, at = i.at, post_id = i.post_id, recipient = i.recipient, evidence = i.evidence::jsonb
            FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::uuid[], $8::text[], $9::text[])
              AS i(message_id, key, kind, at, post_id, recipient, evidence)
            WHERE f.message_id = i.message_id AND f.key = i.key AND f.message_id BETWEEN $1::uuid AND $2::uuid""";

    private static final String COUNT_ANEW = """
            DELETE FROM message_engagement
            WHERE message_id = ANY($3::uuid[]) AND message_id BETWEEN $1::uuid AND $2::uuid""";

    private static final String FOUND = "DELETE FROM feedback_orphan WHERE key = ANY($1::uuid[])";

    private final Clock clock;
    private final FeedbackStatement statement;
    private final AddressStatement addresses;
    private final Labeller labeller;

    CorrectionStatement(Clock clock, FeedbackStatement statement, AddressStatement addresses, Labeller labeller) {
        this.clock = clock;
        this.statement = statement;
        this.addresses = addresses;
        this.labeller = labeller;
    }

    /** @param corrections at least one, in the order of the ids of their messages */
    Future<Void> write(SqlConnection connection, List<Correction> corrections) {
        FeedbackBatch batch = batch(corrections);
        List<KeptFeedback> added = corrections.stream()
                .flatMap(one -> one.reading().added().stream())
                .toList();
        return feedback(connection, corrections, added)
                .compose(done -> countAnew(connection, corrections))
                .compose(done -> statement.write(connection, batch))
                .compose(done -> watch(connection, corrections))
                .compose(done -> lift(connection, corrections))
                .compose(done -> addresses.write(connection, batch))
                .compose(done -> run(
                        connection,
                        FOUND,
                        Tuple.tuple()
                                .addValue(added.stream().map(KeptFeedback::key).toArray(UUID[]::new))));
    }

    private FeedbackBatch batch(List<Correction> corrections) {
        Map<UUID, KnownMessage> messages = new HashMap<>();
        Map<UUID, List<Told>> engagement = new LinkedHashMap<>();
        Map<UUID, List<Told>> news = new LinkedHashMap<>();
        for (Correction one : corrections) {
            messages.put(one.id(), one.message());
            news.put(one.id(), one.news());
            if (one.touchesEngagement()) {
                engagement.put(one.id(), one.engagement());
            }
        }
        FeedbackBatch notes = FeedbackBatch.of(news, messages, labeller);
        return new FeedbackBatch(
                corrections.stream().map(Correction::change).toList(),
                FeedbackBatch.of(engagement, messages, labeller).engagements(),
                notes.suppressions(),
                notes.softBounces(),
                notes.deliveries());
    }

    private static Future<Void> feedback(
            SqlConnection connection, List<Correction> corrections, List<KeptFeedback> added) {
        List<KeptFeedback> withdrawn = corrections.stream()
                .flatMap(one -> one.reading().withdrawn().stream())
                .toList();
        List<KeptFeedback> changed = corrections.stream()
                .flatMap(one -> one.reading().changed().stream())
                .map(Reading.Change::after)
                .toList();
        Tuple gone = within(corrections, withdrawn)
                .uuids(KeptFeedback::messageId)
                .uuids(KeptFeedback::key)
                .tuple();
        return run(connection, WITHDRAW, gone)
                .compose(done -> run(
                        connection,
                        CHANGE,
                        FeedbackWork.columns(within(corrections, changed)).tuple()))
                .compose(done -> FeedbackWork.keep(connection, added))
                .mapEmpty();
    }

    private static Future<Void> countAnew(SqlConnection connection, List<Correction> corrections) {
        List<UUID> touched = corrections.stream()
                .filter(Correction::touchesEngagement)
                .map(Correction::id)
                .toList();
        return run(
                connection,
                COUNT_ANEW,
                within(corrections, touched).uuids(id -> id).tuple());
    }

    /** What waits again has no job any more: the sweeper makes sure that it gets one. */
    private Future<Void> watch(SqlConnection connection, List<Correction> corrections) {
        List<UUID> waiting = corrections.stream()
                .filter(one -> one.message().state().jobIsOver()
                        && !one.change().state().jobIsOver())
                .map(Correction::id)
                .toList();
        return waiting.isEmpty()
                ? Future.succeededFuture()
                : run(
                        connection,
                        MessageWatch.ADD,
                        new Columns<>(waiting)
                                .uuids(id -> id)
                                .instants(id -> clock.instant())
                                .tuple());
    }

    private Future<Integer> lift(SqlConnection connection, List<Correction> corrections) {
        List<AddressNote> lifted =
                corrections.stream().flatMap(one -> one.lifted().stream()).toList();
        return Lifting.lift(connection, clock.instant(), "replay", lifted);
    }

    private static <T> Columns<T> within(List<Correction> corrections, List<T> rows) {
        IdRange range = IdRange.of(corrections, Correction::id);
        return new Columns<>(rows).value(range.lowest()).value(range.highest());
    }

    private static Future<Void> run(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).mapEmpty();
    }
}
