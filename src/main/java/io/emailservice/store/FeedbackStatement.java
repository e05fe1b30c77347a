package io.emailservice.store;

import io.emailservice.message.Failure;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes what feedback changes: states, events, engagement and suppressions, with one statement. The rows of the
 * messages are locked before.
 */
final class FeedbackStatement {
    private static final String WRITE = """
            WITH moved AS (
              UPDATE message m SET
                state = i.state,
                sequence = i.sequence,
                position = log_position(m.position),
                updated_at = $1::timestamptz,
                next_attempt_at = CASE WHEN i.moved THEN NULL ELSE m.next_attempt_at END,
                decided_rank = i.decided_rank,
                decided_at = i.decided_at,
                decided_key = i.decided_key,
                provider_message_id = coalesce(i.provider_message_id, m.provider_message_id),
                failure_class = CASE WHEN i.moved THEN i.failure_class ELSE m.failure_class END,
                failure_code = CASE WHEN i.moved THEN i.failure_code ELSE m.failure_code END,
                failure_text = CASE WHEN i.moved THEN i.failure_text ELSE m.failure_text END
              FROM unnest($4::uuid[], $5::bool[], $6::text[], $7::int4[], $8::int4[], $9::timestamptz[], $10::uuid[],
                $11::text[], $12::text[], $13::text[], $14::text[])
              AS i(id, moved, state, sequence, decided_rank, decided_at, decided_key, provider_message_id,
                failure_class, failure_code, failure_text)
              WHERE m.id = i.id AND m.id BETWEEN $2::uuid AND $3::uuid
              RETURNING m.id, m.position
            ), logged AS (
              INSERT INTO message_event (id, message_id, at, sequence, position, type, data)
              SELECT i.id, i.message_id, i.at, i.sequence, moved.position, i.type, i.data::jsonb
              FROM unnest($15::uuid[], $16::uuid[], $17::timestamptz[], $18::int4[], $19::text[], $20::text[])
              AS i(id, message_id, at, sequence, type, data) JOIN moved ON moved.id = i.message_id
            ), engaged AS (
              INSERT INTO message_engagement AS e (message_id, kind, label, first_at, last_at, times)
              SELECT * FROM unnest($21::uuid[], $22::text[], $23::text[], $24::timestamptz[], $25::timestamptz[],
                $26::int4[])
              ON CONFLICT (message_id, kind, label) DO UPDATE SET
                first_at = least(e.first_at, excluded.first_at),
                last_at = greatest(e.last_at, excluded.last_at),
                times = e.times + excluded.times
            )
            SELECT 1""";

    private final Clock clock;
    private final Uuid7 ids;

    FeedbackStatement(Clock clock) {
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    private record Numbered(UUID id, UUID messageId, int sequence, MessageChange.NewEvent event) {}

    Future<Void> write(SqlConnection connection, FeedbackBatch batch) {
        List<MessageChange> changes = batch.changes();
        IdRange range = IdRange.of(changes, MessageChange::id);
        List<Numbered> events = numbered(changes);
        Tuple parameters = new Columns<>(changes)
                .value(clock.instant())
                .value(range.lowest())
                .value(range.highest())
                .uuids(MessageChange::id)
                .flags(MessageChange::moved)
                .texts(change -> change.state().wire())
                .integers(
                        change -> change.message().sequence() + change.events().size())
                .nullableIntegers(change -> decided(change, Decided::rank))
                .instants(change -> decided(change, Decided::at))
                .uuids(change -> decided(change, Decided::key))
                .texts(MessageChange::providerMessageId)
                .texts(change -> failure(change, failure -> failure.kind().wire()))
                .texts(change -> failure(change, Failure::code))
                .texts(change -> failure(change, Failure::text))
                .and(events)
                .uuids(Numbered::id)
                .uuids(Numbered::messageId)
                .instants(event -> event.event().at())
                .integers(Numbered::sequence)
                .texts(event -> event.event().type().wire())
                .texts(event -> event.event().data())
                .and(batch.engagements())
                .uuids(FeedbackBatch.Engagement::messageId)
                .texts(FeedbackBatch.Engagement::kind)
                .texts(FeedbackBatch.Engagement::label)
                .instants(FeedbackBatch.Engagement::first)
                .instants(FeedbackBatch.Engagement::last)
                .integers(FeedbackBatch.Engagement::times)
                .tuple();
        return connection.preparedQuery(WRITE).execute(parameters).mapEmpty();
    }

    private List<Numbered> numbered(List<MessageChange> changes) {
        List<Numbered> events = new ArrayList<>();
        for (MessageChange change : changes) {
            int sequence = change.message().sequence();
            for (MessageChange.NewEvent event : change.events()) {
                sequence++;
                events.add(new Numbered(ids.next(), change.id(), sequence, event));
            }
        }
        return events;
    }

    private static <T> @Nullable T decided(MessageChange change, Function<Decided, T> part) {
        Decided decided = change.decided();
        return decided == null ? null : part.apply(decided);
    }

    private static @Nullable String failure(MessageChange change, Function<Failure, String> part) {
        Failure failure = change.failure();
        return failure == null ? null : part.apply(failure);
    }
}
