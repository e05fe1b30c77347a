package io.emailservice.service;

import io.emailservice.store.DeadLetter;
import io.emailservice.store.Messages;
import io.emailservice.store.RefusedJobs;
import io.emailservice.store.StoredMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What dead letters asked for, put together again from the parts in which it is kept. Callable from any context. */
final class DeadRequests {
    private final Messages messages;
    private final RefusedJobs refused;

    DeadRequests(Messages messages, RefusedJobs refused) {
        this.messages = messages;
        this.refused = refused;
    }

    /**
     * One request.
     *
     * @param json a message's request, or null for a refused job or if it isn't there
     * @param payload a refused job's, as it came in, or null
     * @param whole whether nothing of it is missing
     */
    record Kept(@Nullable JsonObject json, @Nullable Buffer payload, boolean whole) {
        static final Kept NOTHING = new Kept(null, null, false);

        /** The fields that show it. */
        JsonObject shown() {
            JsonObject shown = new JsonObject().put("complete", whole);
            if (json != null) {
                shown.put("request", json);
            }
            return payload == null ? shown : shown.put("payload", payload.toString());
        }
    }

    Future<Kept> of(DeadLetter letter) {
        return letter.message() == null ? ofJob(letter.id()) : ofMessage(letter.id());
    }

    private Future<Kept> ofJob(UUID id) {
        return refused.payload(id).map(found -> found.map(payload -> new Kept(null, payload.kept(), payload.isWhole()))
                .orElse(Kept.NOTHING));
    }

    private Future<Kept> ofMessage(UUID id) {
        return messages.byId(id)
                .compose(found -> found.map(this::ofStored).orElseGet(() -> Future.succeededFuture(Kept.NOTHING)));
    }

    private Future<Kept> ofStored(StoredMessage message) {
        return messages.content(message)
                .compose(content -> messages.attachments(message).map(attachments -> {
                    boolean whole = attachments.isPresent() && (content.isPresent() || message.contentHash() == null);
                    return new Kept(
                            attachments
                                    .map(files -> StoredRequest.of(message.document(), content.orElse(null), files))
                                    .orElseGet(() ->
                                            StoredRequest.of(message.document(), content.orElse(null), List.of())),
                            null,
                            whole);
                }));
    }
}
