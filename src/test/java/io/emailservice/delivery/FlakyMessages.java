package io.emailservice.delivery;

import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.emailservice.store.Claim;
import io.emailservice.store.Messages;
import io.emailservice.store.NewMessage;
import io.emailservice.store.Proof;
import io.emailservice.store.Reopen;
import io.emailservice.store.StoreOutage;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.Transition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** A store that fails on demand: before a call takes effect, after it did, or by never answering. */
final class FlakyMessages implements Messages {
    /** What becomes of one call. */
    enum Fate {
        WORKS,
        UNAVAILABLE,
        REPLY_LOST,
        /** The process dies before the statement runs. */
        DIES_BEFORE,
        /** The process dies before it hears the answer. */
        DIES_AFTER
    }

    private final Messages messages;
    private final Supplier<Fate> fates;

    FlakyMessages(Messages messages, Supplier<Fate> fates) {
        this.messages = messages;
        this.fates = fates;
    }

    @Override
    public Future<Claim> claim(NewMessage message) {
        return suffer(() -> messages.claim(message));
    }

    @Override
    public Future<Claim> reopen(Reopen reopen) {
        return suffer(() -> messages.reopen(reopen));
    }

    @Override
    public Future<Boolean> settle(Transition transition) {
        return suffer(() -> messages.settle(transition));
    }

    @Override
    public Future<Boolean> settleByFeedback(UUID id) {
        return suffer(() -> messages.settleByFeedback(id));
    }

    @Override
    public Future<Integer> silences(UUID id) {
        return suffer(() -> messages.silences(id));
    }

    @Override
    public Future<Void> keepProof(Proof proof) {
        return suffer(() -> messages.keepProof(proof));
    }

    @Override
    public Future<Optional<StoredMessage>> find(String tenant, String idempotencyKey) {
        return suffer(() -> messages.find(tenant, idempotencyKey));
    }

    @Override
    public Future<Optional<StoredMessage>> byId(UUID id) {
        return suffer(() -> messages.byId(id));
    }

    /** Only words a refusal: its failures would use up the chances of those that decide something. */
    @Override
    public Future<Optional<Content>> content(StoredMessage message) {
        return messages.content(message);
    }

    @Override
    public Future<Optional<List<Attachment>>> attachments(StoredMessage message) {
        return suffer(() -> messages.attachments(message));
    }

    private <T> Future<T> suffer(Supplier<Future<T>> call) {
        return switch (fates.get()) {
            case WORKS -> call.get();
            case UNAVAILABLE -> Future.failedFuture(StoreOutage.unavailable());
            case REPLY_LOST -> call.get().compose(done -> Future.failedFuture(StoreOutage.unavailable()));
            case DIES_BEFORE -> Promise.<T>promise().future();
            case DIES_AFTER -> call.get().compose(done -> Promise.<T>promise().future());
        };
    }
}
