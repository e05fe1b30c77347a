package io.emailservice.store;

import io.emailservice.message.Failure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Clock;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Moves messages to other states: the row, the event and the history of the attempt change together or not at all. The
 * event's id tells a repeated run that its work is done already.
 */
final class SettleStatement implements BatchWriter.Statement<SettleStatement.Numbered, Boolean> {
    // Feedback may be faster than the provider's own answer. The answer is recorded then, but never lowers the state.
    private static final String OVERTAKEN =
            "(i.state = 'sent' AND (m.state IN ('delivered', 'bounced') OR m.decided_rank > 1))";

    // Between the look at the posts and this statement a process may have slept: an attempt counts as not taken only if
    // no post waits for long, by the clock of the database.
    private static final String TOLD_ALL = """
            AND (i.failure_code IS DISTINCT FROM '%s' OR NOT EXISTS (
              SELECT FROM webhook_post p, webhook_cursor c WHERE c.name = 'feedback' AND (p.tx, p.id) > (c.tx, c.id)
                AND p.received_at < clock_timestamp() - interval '%d milliseconds'))""".formatted(Failure.NOT_TAKEN, Transition.POSTS_READ_WITHIN.toMillis());

    private static final String SETTLE = """
            WITH input AS (
              SELECT * FROM unnest($4::uuid[], $5::int4[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
                $11::text[], $12::timestamptz[], $13::uuid[], $14::text[], $15::text[])
              AS i(id, attempt, state, provider, provider_message_id, failure_class, failure_code,
                failure_text, next_attempt_at, event_id, type, data)
            ), moved AS (
              UPDATE message m SET
                state = CASE WHEN %1$s THEN m.state ELSE i.state END,
                sequence = m.sequence + 1,
                position = log_position(m.position),
                next_attempt_at = i.next_attempt_at,
                updated_at = $1::timestamptz,
                provider = coalesce(i.provider, m.provider),
                provider_message_id = coalesce(i.provider_message_id, m.provider_message_id),
                failure_class = CASE WHEN %1$s THEN m.failure_class ELSE i.failure_class END,
                failure_code = CASE WHEN %1$s THEN m.failure_code ELSE i.failure_code END,
                failure_text = CASE WHEN %1$s THEN m.failure_text ELSE i.failure_text END
              FROM input i
              WHERE m.id = i.id AND m.id BETWEEN $2::uuid AND $3::uuid AND m.attempt = i.attempt
                AND (%2$s OR %1$s AND m.provider_message_id IS NULL) %3$s
              RETURNING m.id, m.sequence, m.position, m.attempt, m.attempt_at, m.provider,
                m.provider_message_id, i.state, i.failure_class, i.failure_code, i.failure_text, i.event_id, i.type, i.data
            ), logged AS (
              INSERT INTO message_event (id, message_id, at, sequence, position, type, data)
              SELECT event_id, id, $1, sequence, position, type, data::jsonb FROM moved
            ), closed AS (
              INSERT INTO message_attempt (message_id, number, opened_at, closed_at, provider, outcome,
                failure_class, failure_code, failure_text)
              SELECT id, attempt, attempt_at, $1, provider, state, failure_class, failure_code, failure_text
              FROM moved
              WHERE attempt > 0 AND state NOT IN ('uncertain', 'sent', 'delivered', 'bounced')
              ON CONFLICT (message_id, number) DO NOTHING
            ), named AS (
              INSERT INTO provider_reference (provider_message_id, message_id)
              SELECT provider_message_id, id FROM moved
              WHERE state = 'sent' AND strpos(provider_message_id, id::text) = 0
            )
            SELECT id FROM moved""";

    private static final String USUAL = SETTLE.formatted(OVERTAKEN, Moves.sql("m.state", "i.state"), "");

    // Every execution is planned anew, with all partitions of the posts: only batches that ask for them pay for it.
    private static final String WITH_NOT_TAKEN = SETTLE.formatted(OVERTAKEN, Moves.sql("m.state", "i.state"), TOLD_ALL);

    private static final String ALREADY = """
            SELECT i.id FROM unnest($5::uuid[], $6::uuid[], $7::int4[], $8::text[], $9::text[])
              AS i(id, event_id, attempt, state, provider_message_id)
            WHERE EXISTS (SELECT FROM message_event e WHERE e.message_id = i.id AND e.id = i.event_id
                    AND e.id BETWEEN $3::uuid AND $4::uuid)
               OR EXISTS (SELECT FROM message m WHERE m.id = i.id AND m.id BETWEEN $1::uuid AND $2::uuid
                    AND m.attempt = i.attempt AND (m.state = i.state OR m.decided_rank > 1 AND i.state = 'sent')
                    AND m.provider_message_id IS NOT DISTINCT FROM coalesce(i.provider_message_id, m.provider_message_id))""";

    private final Pool pool;
    private final Clock clock;

    SettleStatement(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** A transition with the id of its event, which stays the same however often it is tried. */
    record Numbered(Transition transition, UUID eventId) {
        UUID id() {
            return transition.id();
        }

        @Nullable
        String failure(Function<Failure, String> part) {
            Failure failure = transition.failure();
            return failure == null ? null : part.apply(failure);
        }
    }

    @Override
    public Future<List<@Nullable Boolean>> run(List<Numbered> rows) {
        List<Numbered> ordered = IdRange.ordered(rows, Numbered::id);
        return settle(ordered).compose(moved -> {
            if (moved.size() == rows.size()) {
                return Future.succeededFuture(Collections.nCopies(rows.size(), true));
            }
            List<Numbered> refused =
                    ordered.stream().filter(row -> !moved.contains(row.id())).toList();
            return alreadyThere(refused).map(there -> rows.stream()
                    .map(row -> moved.contains(row.id()) || there.contains(row.id()))
                    .toList());
        });
    }

    private Future<Set<UUID>> settle(List<Numbered> rows) {
        IdRange range = IdRange.of(rows, Numbered::id);
        Columns<Numbered> columns = new Columns<>(rows)
                .value(clock.instant())
                .value(range.lowest())
                .value(range.highest())
                .uuids(Numbered::id)
                .integers(row -> row.transition().attempt())
                .texts(row -> row.transition().to().wire())
                .texts(row -> row.transition().provider())
                .texts(row -> row.transition().providerMessageId())
                .texts(row -> row.failure(failure -> failure.kind().wire()))
                .texts(row -> row.failure(Failure::code))
                .texts(row -> row.failure(Failure::text))
                .instants(row -> row.transition().nextAttemptAt())
                .uuids(Numbered::eventId)
                .texts(row -> row.transition().event().wire())
                .texts(row -> row.transition().eventData());
        boolean notTaken = rows.stream().anyMatch(row -> Failure.NOT_TAKEN.equals(row.failure(Failure::code)));
        return pool.preparedQuery(notTaken ? WITH_NOT_TAKEN : USUAL)
                .execute(columns.tuple())
                .map(SettleStatement::ids);
    }

    private Future<Set<UUID>> alreadyThere(List<Numbered> rows) {
        IdRange range = IdRange.of(rows, Numbered::id);
        IdRange events = IdRange.of(IdRange.ordered(rows, Numbered::eventId), Numbered::eventId);
        Columns<Numbered> columns = new Columns<>(rows)
                .value(range.lowest())
                .value(range.highest())
                .value(events.lowest())
                .value(events.highest())
                .uuids(Numbered::id)
                .uuids(Numbered::eventId)
                .integers(row -> row.transition().attempt())
                .texts(row -> row.transition().to().wire())
                .texts(row -> row.transition().providerMessageId());
        return pool.preparedQuery(ALREADY).execute(columns.tuple()).map(SettleStatement::ids);
    }

    private static Set<UUID> ids(RowSet<Row> rows) {
        Set<UUID> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.getUUID("id")));
        return ids;
    }
}
