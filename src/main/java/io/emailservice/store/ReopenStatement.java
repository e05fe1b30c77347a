package io.emailservice.store;

import io.emailservice.message.MessageState;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Opens further attempts of stored messages. A token in the row tells a repeated run, whose first reply was lost, from
 * the work of another node.
 */
final class ReopenStatement implements BatchWriter.Statement<ReopenStatement.Marked, Claim> {
    // Feedback that came while the attempt before was under way moved nothing; it still proves that the provider has
    // the message, so no attempt is opened over it. What comes later finds the message waiting, and moves it.
    // What decides the verdict never changes in a message, so it may be read before the row is locked; the fence may
    // not be.
    private static final String REOPEN = """
            WITH judged AS (
              SELECT i.*, s.reason, m.state AS was, m.provider AS was_provider, m.attempt_at AS opened_at,
                m.failure_class, m.failure_code, m.failure_text,
                m.attempt > 0 AND EXISTS (SELECT FROM message_feedback f
                  WHERE f.message_id = m.id AND f.message_id BETWEEN $2::uuid AND $3::uuid AND f.recipient = m.recipient
                    AND f.kind IN ('sent', 'deferred', 'delivered', 'rejected', 'failed', 'bounced')) AS proven, CASE
                WHEN m.expires_at <= $1::timestamptz THEN 'expired'
                WHEN s.reason IS NOT NULL THEN 'suppressed'
                ELSE 'sending' END AS verdict
              FROM unnest($4::uuid[], $5::int4[], $6::text[], $7::uuid[]) AS i(id, attempt, provider, token)
              JOIN message m ON m.id = i.id AND m.id BETWEEN $2::uuid AND $3::uuid
              LEFT JOIN LATERAL (
                SELECT s.reason FROM suppression s
                WHERE s.tenant = m.tenant AND s.address = m.recipient AND s.stream IN ('*', m.stream)
                  AND (s.expires_at IS NULL OR s.expires_at > $1)
                LIMIT 1
              ) s ON true
            ), moved AS (
              UPDATE message m SET
                state = j.verdict,
                sequence = m.sequence + CASE WHEN j.verdict = 'sending' THEN 0 ELSE 1 END,
                position = log_position(m.position),
                attempt = m.attempt + CASE WHEN j.verdict = 'sending' THEN 1 ELSE 0 END,
                attempt_token = j.token,
                attempt_at = CASE WHEN j.verdict = 'sending' THEN $1 ELSE m.attempt_at END,
                next_attempt_at = NULL,
                updated_at = $1,
                provider = CASE WHEN j.verdict = 'sending' THEN j.provider ELSE m.provider END,
                failure_class = CASE WHEN j.verdict = 'suppressed' THEN 'recipient' END,
                failure_code = CASE WHEN j.verdict = 'suppressed' THEN 'suppressed' END,
                failure_text = CASE WHEN j.verdict = 'suppressed' THEN j.reason END
              FROM judged j
              WHERE m.id = j.id AND m.id BETWEEN $2 AND $3 AND m.attempt = j.attempt
                AND m.state = j.was AND m.state IN ('scheduled', 'queued', 'deferred', 'uncertain') AND NOT j.proven
              RETURNING m.id, m.attempt, m.sequence, m.position, j.verdict, j.reason, j.was, j.attempt AS was_attempt,
                j.was_provider, j.opened_at, j.failure_class, j.failure_code, j.failure_text
            ), closed AS (
              INSERT INTO message_attempt (message_id, number, opened_at, closed_at, provider, outcome,
                failure_class, failure_code, failure_text)
              SELECT id, was_attempt, opened_at, $1, was_provider, was, failure_class, failure_code, failure_text
              FROM moved WHERE was = 'uncertain'
              ON CONFLICT (message_id, number) DO NOTHING
            ), stopped AS (
              INSERT INTO message_event (id, message_id, at, sequence, position, type, data)
              SELECT uuid_v7($1), id, $1, sequence, position, 'message.' || verdict,
                jsonb_build_object('reason', coalesce(reason, verdict))
              FROM moved WHERE verdict <> 'sending'
            )
            SELECT id, attempt, verdict, reason FROM moved""";

    private static final String FIND = "SELECT m.attempt_token, " + StoredRows.COLUMNS
            + " FROM message m WHERE m.id = ANY($3::uuid[]) AND m.id BETWEEN $1::uuid AND $2::uuid";

    private final Pool pool;
    private final Clock clock;

    ReopenStatement(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** A wish with the token that marks its row. */
    record Marked(Reopen reopen, UUID token) {
        UUID id() {
            return reopen.id();
        }
    }

    @Override
    public Future<List<@Nullable Claim>> run(List<Marked> rows) {
        List<Marked> ordered = IdRange.ordered(rows, Marked::id);
        return reopen(ordered).compose(moved -> {
            List<Marked> others =
                    ordered.stream().filter(row -> !moved.containsKey(row.id())).toList();
            Future<Map<UUID, Claim>> all = others.isEmpty()
                    ? Future.succeededFuture(moved)
                    : find(others).map(found -> {
                        moved.putAll(found);
                        return moved;
                    });
            return all.map(claims -> answers(rows, claims));
        });
    }

    private static List<@Nullable Claim> answers(List<Marked> rows, Map<UUID, Claim> claims) {
        return rows.stream().map(row -> claims.get(row.id())).collect(Collectors.toList());
    }

    private Future<Map<UUID, Claim>> reopen(List<Marked> rows) {
        IdRange range = IdRange.of(rows, Marked::id);
        Columns<Marked> columns = new Columns<>(rows)
                .value(clock.instant())
                .value(range.lowest())
                .value(range.highest())
                .uuids(Marked::id)
                .integers(row -> row.reopen().expectedAttempt())
                .texts(row -> row.reopen().provider())
                .uuids(Marked::token);
        return pool.preparedQuery(REOPEN).execute(columns.tuple()).map(answer -> {
            Map<UUID, Claim> claims = new HashMap<>();
            answer.forEach(row -> claims.put(row.getUUID("id"), verdict(row)));
            return claims;
        });
    }

    private static Claim verdict(Row row) {
        MessageState state = MessageState.of(row.getString("verdict")).orElseThrow();
        if (state == MessageState.SENDING) {
            return new Claim.Opened(row.getInteger("attempt"));
        }
        String reason = row.getString("reason");
        return new Claim.Stopped(state, state == MessageState.SUPPRESSED && reason != null ? reason : state.wire());
    }

    private Future<Map<UUID, Claim>> find(List<Marked> rows) {
        IdRange range = IdRange.of(rows, Marked::id);
        Columns<Marked> columns =
                new Columns<>(rows).value(range.lowest()).value(range.highest()).uuids(Marked::id);
        Map<UUID, Marked> wishes = new HashMap<>();
        rows.forEach(row -> wishes.put(row.id(), row));
        return pool.preparedQuery(FIND).execute(columns.tuple()).map(answer -> {
            Map<UUID, Claim> claims = new HashMap<>();
            answer.forEach(row -> {
                UUID id = row.getUUID("id");
                Marked wish = wishes.get(id);
                boolean own = wish != null && wish.token().equals(row.getUUID("attempt_token"));
                claims.put(id, own ? ownEarlierRun(StoredRows.read(row)) : new Claim.Existing(StoredRows.read(row)));
            });
            return claims;
        });
    }

    private static Claim ownEarlierRun(StoredMessage stored) {
        return switch (stored.state()) {
            case SENDING -> new Claim.Opened(stored.attempt());
            case SUPPRESSED, EXPIRED -> new Claim.Stopped(stored.state(), Stops.reason(stored));
            default -> new Claim.Existing(stored);
        };
    }
}
