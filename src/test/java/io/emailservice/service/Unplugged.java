package io.emailservice.service;

import io.emailservice.delivery.Links;
import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.emailservice.message.EventType;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.provider.Lookup;
import io.emailservice.render.RenderResult;
import io.emailservice.render.RenderTask;
import io.emailservice.store.Claim;
import io.emailservice.store.Messages;
import io.emailservice.store.NewMessage;
import io.emailservice.store.Opening;
import io.emailservice.store.Proof;
import io.emailservice.store.Reopen;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.Transition;
import io.emailservice.template.Resolution;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Parts of a service that lacks something: whoever watches for lost and repeated messages must notice. */
final class Unplugged {
    private Unplugged() {}

    /** An attempt without an answer is blindly repeated. */
    static ServiceParts settler() {
        return new ServiceParts(WithoutSettler::new, links -> links);
    }

    /** An attempt may be made however old it is. */
    static ServiceParts fence() {
        return new ServiceParts(messages -> messages, WithoutFence::new);
    }

    /** Nothing says that a call is under way until it has ended. */
    static ServiceParts attemptRow() {
        return new ServiceParts(WithoutAttemptRow::new, links -> links);
    }

    private record WithoutFence(Links links) implements Links {
        @Override
        public Future<Resolution> resolve(SendRequest request) {
            return links.resolve(request);
        }

        @Override
        public Future<RenderResult> render(RenderTask task) {
            return links.render(task);
        }

        @Override
        public Future<Outcome> send(String account, OutgoingMessage message) {
            return links.send(
                    account, new OutgoingMessage(message.id(), message.request(), message.rendered(), Instant.MAX));
        }

        @Override
        public Future<Instant> postsReadUntil() {
            return links.postsReadUntil();
        }

        @Override
        public Future<Lookup> find(String account, UUID messageId, Instant attemptAt) {
            return links.find(account, messageId, attemptAt);
        }
    }

    /** Everything as it is. */
    private abstract static class Through implements Messages {
        final Messages messages;

        Through(Messages messages) {
            this.messages = messages;
        }

        @Override
        public Future<Claim> claim(NewMessage message) {
            return messages.claim(message);
        }

        @Override
        public Future<Claim> reopen(Reopen reopen) {
            return messages.reopen(reopen);
        }

        @Override
        public Future<Boolean> settle(Transition transition) {
            return messages.settle(transition);
        }

        @Override
        public Future<Boolean> settleByFeedback(UUID id) {
            return messages.settleByFeedback(id);
        }

        @Override
        public Future<Integer> silences(UUID id) {
            return messages.silences(id);
        }

        @Override
        public Future<Void> keepProof(Proof proof) {
            return messages.keepProof(proof);
        }

        @Override
        public Future<Optional<StoredMessage>> find(String tenant, String idempotencyKey) {
            return messages.find(tenant, idempotencyKey);
        }

        @Override
        public Future<Optional<StoredMessage>> byId(UUID id) {
            return messages.byId(id);
        }

        @Override
        public Future<Optional<Content>> content(StoredMessage message) {
            return messages.content(message);
        }

        @Override
        public Future<Optional<List<Attachment>>> attachments(StoredMessage message) {
            return messages.attachments(message);
        }
    }

    private static final class WithoutSettler extends Through {
        WithoutSettler(Messages messages) {
            super(messages);
        }

        @Override
        public Future<Boolean> settle(Transition to) {
            return messages.settle(to.to() == MessageState.UNCERTAIN ? again(to) : to);
        }

        private static Transition again(Transition to) {
            return new Transition(
                    to.id(),
                    to.attempt(),
                    MessageState.DEFERRED,
                    to.provider(),
                    to.providerMessageId(),
                    to.failure(),
                    to.nextAttemptAt(),
                    EventType.MESSAGE_DEFERRED,
                    to.eventData());
        }

        @Override
        public Future<Boolean> settleByFeedback(UUID id) {
            return Future.succeededFuture(false);
        }

        /** What was found under way waits again. */
        @Override
        public Future<Optional<StoredMessage>> find(String tenant, String idempotencyKey) {
            return messages.find(tenant, idempotencyKey)
                    .compose(found -> found.filter(stored -> stored.state() == MessageState.SENDING)
                            .map(stored -> settle(died(stored)).compose(done -> messages.find(tenant, idempotencyKey)))
                            .orElseGet(() -> Future.succeededFuture(found)));
        }

        private static Transition died(StoredMessage stored) {
            return new Transition(
                    stored.id(),
                    stored.attempt(),
                    MessageState.DEFERRED,
                    null,
                    null,
                    stored.failure(),
                    null,
                    EventType.MESSAGE_DEFERRED,
                    "{}");
        }
    }

    private static final class WithoutAttemptRow extends Through {
        private final Map<UUID, NewMessage> called = new ConcurrentHashMap<>();

        WithoutAttemptRow(Messages messages) {
            super(messages);
        }

        @Override
        public Future<Claim> claim(NewMessage message) {
            if (message.opening() instanceof Opening.Sending) {
                called.put(message.id(), message);
                return Future.succeededFuture(new Claim.Opened(1));
            }
            return messages.claim(message);
        }

        @Override
        public Future<Boolean> settle(Transition transition) {
            NewMessage first = called.remove(transition.id());
            return first == null
                    ? messages.settle(transition)
                    : messages.claim(first).compose(claim -> messages.settle(transition));
        }
    }
}
