package io.emailservice.testing;

import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.MessageState;
import io.emailservice.message.SendRequest;
import io.emailservice.store.Claim;
import io.emailservice.store.Messages;
import io.emailservice.store.NewMessage;
import io.emailservice.store.Proof;
import io.emailservice.store.Reopen;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.Transition;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The contract of {@link Messages} kept in memory. Answers at once, on the caller's thread; for one thread at a time. */
public final class MemoryMessages implements Messages {
    private static final Set<MessageState> WAITING =
            EnumSet.of(MessageState.SCHEDULED, MessageState.QUEUED, MessageState.DEFERRED);
    private static final Set<MessageState> CALLED = EnumSet.of(MessageState.SENDING, MessageState.UNCERTAIN);
    private static final Set<MessageState> AFTER_SENT =
            EnumSet.of(MessageState.DELIVERED, MessageState.BOUNCED, MessageState.REJECTED, MessageState.FAILED);

    private final Clock clock;
    private final Map<UUID, MemoryRow> rows = new LinkedHashMap<>();
    private final Map<String, String> suppressions = new HashMap<>();

    public MemoryMessages(Clock clock) {
        this.clock = clock;
    }

    /** One event of a message. */
    public record Event(int sequence, EventType type, JsonObject data) {}

    /** From now on nothing is sent to a normalised address. */
    public void suppress(String address, String reason) {
        suppressions.put(address, reason);
    }

    /** Every message, oldest first. */
    public List<StoredMessage> all() {
        return rows.values().stream().map(MemoryRow::stored).toList();
    }

    /** Events of a message in the order in which they were written. */
    public List<Event> events(UUID id) {
        return List.copyOf(row(id).events);
    }

    @Override
    public Future<Claim> claim(NewMessage message) {
        SendRequest request = message.submission().request();
        Optional<MemoryRow> first = holder(request.tenant(), request.idempotencyKey());
        Claim claim = first.map(row -> taken(row, message)).orElseGet(() -> store(new MemoryRow(message, clock)));
        return Future.succeededFuture(claim);
    }

    private static Claim taken(MemoryRow row, NewMessage message) {
        boolean repeated = row.message.id().equals(message.id()) && row.state == row.claimed;
        boolean same = row.request().equals(message.submission().request());
        return repeated ? row.answer() : new Claim.Existing(row.stored(), same);
    }

    private Claim store(MemoryRow row) {
        rows.put(row.message.id(), row);
        row.log(EventType.MESSAGE_ACCEPTED, new JsonObject());
        Failure failure = row.message.opening().failure();
        if (failure != null) {
            row.move(row.message.opening().state(), failure);
            row.log(EventType.valueOf("MESSAGE_" + row.state), new JsonObject().put("reason", failure.text()));
        } else if (!row.stop(suppressions)) {
            row.open(row.message.opening().provider());
            collapse(row);
        }
        row.claimed = row.state;
        return row.answer();
    }

    private void collapse(MemoryRow newer) {
        rows.values().stream()
                .filter(row -> row != newer && WAITING.contains(row.state) && row.collapsesWith(newer))
                .forEach(row -> {
                    row.move(MessageState.CANCELLED, null);
                    row.log(EventType.MESSAGE_CANCELLED, new JsonObject().put("reason", "collapsed"));
                });
    }

    @Override
    public Future<Claim> reopen(Reopen reopen) {
        MemoryRow row = row(reopen.id());
        if (row.attempt != reopen.expectedAttempt() || !WAITING.contains(row.state) || row.proof != null) {
            return Future.succeededFuture(new Claim.Existing(row.stored()));
        }
        if (!row.stop(suppressions)) {
            row.open(reopen.provider());
        }
        return Future.succeededFuture(row.answer());
    }

    @Override
    public Future<Boolean> settle(Transition to) {
        MemoryRow row = row(to.id());
        boolean there = row.attempt == to.attempt() && row.state == to.to();
        boolean moves = row.attempt == to.attempt() && !there && mayMove(row.state, to.to());
        if (moves) {
            row.move(to.to(), to.failure());
            row.provider = to.provider() == null ? row.provider : to.provider();
            row.providerMessageId = to.providerMessageId() == null ? row.providerMessageId : to.providerMessageId();
            row.nextAttemptAt = to.nextAttemptAt();
            row.log(to.event(), new JsonObject(to.eventData()));
        }
        return Future.succeededFuture(moves || there);
    }

    @Override
    public Future<Integer> silences(UUID id) {
        return Future.succeededFuture((int) row(id).events.stream()
                .filter(event -> Failure.NOT_TAKEN.equals(event.data().getString("code")))
                .count());
    }

    /** The provider's feedback says that it took a message. */
    public void taken(UUID id, String providerMessageId) {
        MemoryRow row = row(id);
        row.proof = row.proof == null ? providerMessageId : row.proof;
        decide(row, "feedback");
    }

    @Override
    public Future<Boolean> settleByFeedback(UUID id) {
        MemoryRow row = row(id);
        decide(row, "feedback");
        return Future.succeededFuture(row.state.jobIsOver());
    }

    @Override
    public Future<Void> keepProof(Proof proof) {
        MemoryRow row = row(proof.id());
        row.proof = row.proof == null ? proof.providerMessageId() : row.proof;
        decide(row, "answer");
        return Future.succeededFuture();
    }

    private static void decide(MemoryRow row, String by) {
        if (row.proof != null && row.attempt > 0 && !row.state.jobIsOver() && row.state != MessageState.SENDING) {
            row.move(MessageState.SENT, null);
            row.providerMessageId = row.providerMessageId == null ? row.proof : row.providerMessageId;
            row.log(EventType.MESSAGE_SENT, new JsonObject().put("settledBy", by));
        }
    }

    /** Forward in rank; back only to wait again; and nobody but the one who opened an attempt says what it came to. */
    private static boolean mayMove(MessageState from, MessageState to) {
        if (from.terminal()) {
            return from == MessageState.DELIVERED && to == MessageState.BOUNCED;
        }
        if (from == MessageState.SENT) {
            return AFTER_SENT.contains(to);
        }
        boolean putBack = CALLED.contains(from) && to == MessageState.DEFERRED;
        boolean needsCall = CALLED.contains(to) || to == MessageState.SENT;
        return putBack || (to.rank() > from.rank() && !(WAITING.contains(from) && needsCall));
    }

    @Override
    public Future<Optional<StoredMessage>> find(String tenant, String idempotencyKey) {
        return Future.succeededFuture(holder(tenant, idempotencyKey).map(MemoryRow::stored));
    }

    @Override
    public Future<Optional<StoredMessage>> byId(UUID id) {
        return Future.succeededFuture(Optional.ofNullable(rows.get(id)).map(MemoryRow::stored));
    }

    @Override
    public Future<Optional<Content>> content(StoredMessage message) {
        return Future.succeededFuture(
                Optional.ofNullable(row(message.id()).request().content()));
    }

    @Override
    public Future<Optional<List<Attachment>>> attachments(StoredMessage message) {
        return Future.succeededFuture(Optional.of(row(message.id()).request().attachments()));
    }

    private Optional<MemoryRow> holder(String tenant, String key) {
        return rows.values().stream()
                .filter(row -> row.request().tenant().equals(tenant)
                        && row.request().idempotencyKey().equals(key))
                .findFirst();
    }

    private MemoryRow row(UUID id) {
        return Optional.ofNullable(rows.get(id)).orElseThrow();
    }
}
