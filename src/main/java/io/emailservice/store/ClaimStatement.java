package io.emailservice.store;

import io.emailservice.message.MessageState;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores new messages, each with its key, its first attempt or final state, and its events. A repeated run finds its
 * own ids and answers as the first one did. The event {@code message.accepted} carries the message's own id.
 */
final class ClaimStatement implements BatchWriter.Statement<ClaimRow, Claim> {
    private static final String INPUT_AND_VERDICT = """
            WITH input AS (
              SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::int8[], $5::uuid[], $6::timestamptz[], $7::text[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
                $16::timestamptz[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[])
              AS i(id, key, fingerprint, content_hash, expires_at, tenant,
                stream, queue, job_id, recipient, campaign, step_execution_id, collapse_key, state,
                next_attempt_at, provider, failure_class, failure_code, failure_text, request)
            ), fresh AS (
              INSERT INTO message_key (key, message_id, fingerprint)
              SELECT key, id, fingerprint FROM input
              ON CONFLICT (key) DO NOTHING
              RETURNING message_id
            ), judged AS (
              SELECT i.*, s.reason, v.verdict, v.verdict NOT IN ('sending', 'queued', 'scheduled') AS ended
              FROM input i
              JOIN fresh f ON f.message_id = i.id
              LEFT JOIN LATERAL (
                SELECT s.reason FROM suppression s
                WHERE s.tenant = i.tenant AND s.address = i.recipient AND s.stream IN ('*', i.stream)
                  AND (s.expires_at IS NULL OR s.expires_at > $1::timestamptz)
                LIMIT 1
              ) s ON i.failure_class IS NULL
              CROSS JOIN LATERAL (
                SELECT CASE WHEN i.failure_class IS NOT NULL THEN i.state
                  WHEN i.expires_at <= $1::timestamptz THEN 'expired'
                  WHEN s.reason IS NOT NULL THEN 'suppressed'
                  ELSE i.state END AS verdict
              ) v
            ), stored AS (
              INSERT INTO message (id, content_hash, created_at, expires_at, tenant, stream, queue, job_id, recipient,
                campaign, step_execution_id, collapse_key, state, sequence, attempt, attempt_at, next_attempt_at,
                updated_at, provider, failure_class, failure_code, failure_text, request, position)
              SELECT id, content_hash, $1, expires_at, tenant, stream, queue, job_id, recipient,
                campaign, step_execution_id, collapse_key, verdict, CASE WHEN ended THEN 2 ELSE 1 END,
                CASE WHEN verdict = 'sending' THEN 1 ELSE 0 END, CASE WHEN verdict = 'sending' THEN $1 END,
                CASE WHEN NOT ended THEN next_attempt_at END,
                $1, CASE WHEN verdict = 'sending' THEN provider END,
                CASE WHEN verdict = 'suppressed' AND failure_class IS NULL THEN 'recipient' ELSE failure_class END,
                CASE WHEN verdict = 'suppressed' AND failure_class IS NULL THEN 'suppressed' ELSE failure_code END,
                CASE WHEN verdict = 'suppressed' AND failure_class IS NULL THEN reason ELSE failure_text END,
                request::jsonb, log_position(0) + ended::int
              FROM judged
            ), accepted AS (
              INSERT INTO message_event (id, message_id, at, sequence, type)
              SELECT id, id, $1, 1, 'message.accepted' FROM judged
            ), stopped AS (
              INSERT INTO message_event (id, message_id, at, sequence, position, type, data)
              SELECT uuid_v7($1), id, $1, 2, log_position(0) + 1, 'message.' || verdict,
                CASE WHEN failure_class IS NULL THEN jsonb_build_object('reason', coalesce(reason, verdict))
                  ELSE jsonb_build_object('class', failure_class, 'code', failure_code, 'reason', failure_text) END
              FROM judged WHERE ended
            )""";

    private static final String COLLAPSE = """
            , collapsed AS (
              UPDATE message m SET state = 'cancelled', sequence = m.sequence + 1,
                position = log_position(m.position), next_attempt_at = NULL, updated_at = $1
              FROM judged j
              WHERE m.tenant = j.tenant AND m.collapse_key = j.collapse_key AND m.collapse_key IS NOT NULL
                AND NOT j.ended AND m.id <> j.id AND m.state IN ('queued', 'scheduled', 'deferred')
              RETURNING m.id, m.sequence, m.position, j.id AS newer
            ), cancelled AS (
              INSERT INTO message_event (id, message_id, at, sequence, position, type, data)
              SELECT uuid_v7($1), id, $1, sequence, position, 'message.cancelled',
                jsonb_build_object('reason', 'collapsed', 'by', newer)
              FROM collapsed
            )""";

    private static final String RESULT = "\nSELECT id, verdict, reason FROM judged";

    private static final String PLAIN = INPUT_AND_VERDICT + RESULT;
    private static final String COLLAPSING = INPUT_AND_VERDICT + COLLAPSE + RESULT;

    private static final String FIND = "SELECT k.key, k.fingerprint, " + StoredRows.COLUMNS
            + " FROM message_key k JOIN message m ON m.id = k.message_id WHERE k.key = ANY($1::uuid[])";

    private final Pool pool;
    private final Clock clock;

    ClaimStatement(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public Future<List<@Nullable Claim>> run(List<ClaimRow> rows) {
        boolean collapsing = rows.stream().anyMatch(row -> row.collapse() != null);
        return pool.preparedQuery(collapsing ? COLLAPSING : PLAIN)
                .execute(parameters(rows))
                .compose(answer -> {
                    Map<UUID, Claim> fresh = new HashMap<>();
                    answer.forEach(row -> fresh.put(row.getUUID("id"), verdict(row)));
                    return fresh.size() == rows.size()
                            ? Future.succeededFuture(answers(rows, fresh, Map.of()))
                            : findOthers(rows, fresh).map(found -> answers(rows, fresh, found));
                });
    }

    /** Keys are locked in one order by all nodes, so that two batches with the same keys can't wait for each other. */
    private Tuple parameters(List<ClaimRow> rows) {
        return new Columns<>(IdRange.ordered(rows, ClaimRow::key))
                .value(clock.instant())
                .uuids(ClaimRow::id)
                .uuids(ClaimRow::key)
                .longs(ClaimRow::fingerprint)
                .uuids(ClaimRow::contentHash)
                .instants(row -> row.request().expiresAt())
                .texts(row -> row.request().tenant())
                .texts(row -> row.request().stream().wire())
                .texts(row -> row.message().queue())
                .texts(row -> row.message().jobId())
                .texts(row -> row.request().to().normalised())
                .texts(row -> row.request().campaign())
                .texts(row -> row.request().stepExecutionId())
                .texts(row -> row.request().collapseKey())
                .texts(row -> row.opening().state().wire())
                .instants(row -> row.opening().notBefore())
                .texts(row -> row.opening().provider())
                .texts(ClaimRow::failureClass)
                .texts(ClaimRow::failureCode)
                .texts(ClaimRow::failureText)
                .texts(row -> row.message().submission().document())
                .tuple();
    }

    private static Claim verdict(Row row) {
        MessageState state = MessageState.of(row.getString("verdict")).orElseThrow();
        return switch (state) {
            case SENDING -> new Claim.Opened(1);
            case EXPIRED -> new Claim.Stopped(state, state.wire());
            case SUPPRESSED -> new Claim.Stopped(state, String.valueOf(row.getString("reason")));
            default -> new Claim.Stored(state);
        };
    }

    private Future<Map<UUID, Found>> findOthers(List<ClaimRow> rows, Map<UUID, Claim> fresh) {
        List<ClaimRow> others =
                rows.stream().filter(row -> !fresh.containsKey(row.id())).toList();
        return pool.preparedQuery(FIND)
                .execute(new Columns<>(others).uuids(ClaimRow::key).tuple())
                .map(answer -> {
                    Map<UUID, Found> found = new HashMap<>();
                    answer.forEach(row ->
                            found.put(row.getUUID("key"), new Found(StoredRows.read(row), row.getLong("fingerprint"))));
                    return found;
                });
    }

    private static List<@Nullable Claim> answers(List<ClaimRow> rows, Map<UUID, Claim> fresh, Map<UUID, Found> found) {
        List<@Nullable Claim> answers = new ArrayList<>(rows.size());
        for (ClaimRow row : rows) {
            Claim claim = fresh.get(row.id());
            answers.add(claim == null ? takenKey(row, found.get(row.key())) : claim);
        }
        return answers;
    }

    /** Null if the message of the key was dropped a moment ago: retention forgets keys first, then drops messages. */
    private static @Nullable Claim takenKey(ClaimRow row, @Nullable Found first) {
        if (first == null) {
            return null;
        }
        return first.message().id().equals(row.id())
                ? ownEarlierRun(row, first.message())
                : new Claim.Existing(first.message(), first.fingerprint() == row.fingerprint());
    }

    /** The reply of an earlier run was lost: answer as it did, as long as the message is still where it put it. */
    private static Claim ownEarlierRun(ClaimRow row, StoredMessage stored) {
        MessageState state = stored.state();
        if (state == MessageState.SENDING && stored.attempt() == 1) {
            return new Claim.Opened(1);
        }
        if (state == row.opening().state() && stored.attempt() == 0) {
            return new Claim.Stored(state);
        }
        if ((state == MessageState.EXPIRED || state == MessageState.SUPPRESSED) && stored.attempt() == 0) {
            return new Claim.Stopped(state, Stops.reason(stored));
        }
        return new Claim.Existing(stored);
    }

    private record Found(StoredMessage message, long fingerprint) {}
}
