package io.emailservice.store;

import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.emailservice.message.Failure;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@link Messages} in PostgreSQL, written in batches. */
final class PgMessages implements Messages {
    private static final String SILENCES =
            "SELECT count(*)::int4 AS silences FROM message_attempt WHERE message_id = $1::uuid AND failure_code = $2";

    private static final String BY_ID = "SELECT " + StoredRows.COLUMNS + " FROM message m WHERE m.id = $1::uuid";

    private final Pool pool;
    private final Uuid7 ids;
    private final Contents contents;
    private final Proofs proofs;
    private final Attachments attachments;
    private final BatchWriter<ClaimRow, Claim> claims;
    private final BatchWriter<ReopenStatement.Marked, Claim> reopens;
    private final BatchWriter<SettleStatement.Numbered, Boolean> settlements;
    private final BatchWriter<UUID, Optional<StoredMessage>> finds;

    /** The writers belong to the context that calls this. */
    PgMessages(Vertx vertx, Pool pool, Clock clock, BatchLimits limits, StoreMetrics metrics) {
        this.pool = pool;
        this.ids = new Uuid7(clock);
        this.proofs = new Proofs(pool, clock);
        this.contents = new Contents(vertx, pool, clock, limits, metrics);
        this.attachments = new Attachments(pool, clock);
        this.claims =
                new BatchWriter<>("claim", vertx, limits, ClaimRow::collapse, new ClaimStatement(pool, clock), metrics);
        this.reopens = new BatchWriter<>(
                "reopen", vertx, limits, ReopenStatement.Marked::id, new ReopenStatement(pool, clock), metrics);
        this.settlements = new BatchWriter<>(
                "settle", vertx, limits, SettleStatement.Numbered::id, new SettleStatement(pool, clock), metrics);
        this.finds = new BatchWriter<>("find", vertx, limits, key -> null, new FindStatement(pool), metrics);
    }

    @Override
    public Future<Claim> claim(NewMessage message) {
        ClaimRow row = ClaimRow.of(message);
        List<Attachment> files = row.request().attachments();
        return files.isEmpty()
                ? claim(row)
                : attachments.ensure(message.submission().document(), files).compose(stored -> claim(row));
    }

    private Future<Claim> claim(ClaimRow row) {
        Content content = row.request().content();
        if (content == null || row.contentHash() == null) {
            return claims.submit(row);
        }
        Future<Void> stored = contents.ensure(row.contentHash(), content);
        return stored.succeeded() ? claims.submit(row) : stored.compose(done -> claims.submit(row));
    }

    @Override
    public Future<Claim> reopen(Reopen reopen) {
        return reopens.submit(new ReopenStatement.Marked(reopen, UUID.randomUUID()));
    }

    @Override
    public Future<Boolean> settle(Transition transition) {
        return settlements.submit(new SettleStatement.Numbered(transition, ids.next()));
    }

    @Override
    public Future<Boolean> settleByFeedback(UUID id) {
        return StoreException.told("proof", proofs.decide(id));
    }

    @Override
    public Future<Integer> silences(UUID id) {
        return StoreException.told(
                "silences",
                pool.preparedQuery(SILENCES)
                        .execute(Tuple.of(id, Failure.NOT_TAKEN))
                        .map(rows -> rows.iterator().next().getInteger("silences")));
    }

    @Override
    public Future<Void> keepProof(Proof proof) {
        return StoreException.told("proof", proofs.keep(proof));
    }

    @Override
    public Future<Optional<StoredMessage>> find(String tenant, String idempotencyKey) {
        return finds.submit(Hashes.key(tenant, idempotencyKey));
    }

    @Override
    public Future<Optional<StoredMessage>> byId(UUID id) {
        return StoreException.told(
                "message", pool.preparedQuery(BY_ID).execute(Tuple.of(id)).map(rows -> {
                    var row = rows.iterator();
                    return row.hasNext() ? Optional.of(StoredRows.read(row.next())) : Optional.<StoredMessage>empty();
                }));
    }

    @Override
    public Future<Optional<Content>> content(StoredMessage message) {
        UUID hash = message.contentHash();
        return hash == null
                ? Future.succeededFuture(Optional.empty())
                : StoreException.told("content", contents.read(hash));
    }

    @Override
    public Future<Optional<List<Attachment>>> attachments(StoredMessage message) {
        return StoreException.told("attachment", attachments.read(message.document()));
    }

    /** Refuses new work and completes when everything accepted is answered. */
    Future<Void> close() {
        return Future.join(
                        List.of(contents.close(), claims.close(), reopens.close(), settlements.close(), finds.close()))
                .mapEmpty();
    }
}
