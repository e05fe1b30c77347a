package io.emailservice.service;

import io.emailservice.api.CancelDesk;
import io.emailservice.api.Grounds;
import io.emailservice.delivery.ByHand;
import io.emailservice.message.MessageState;
import io.emailservice.queue.JobProducer;
import io.emailservice.store.Messages;
import io.emailservice.store.StoredMessage;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels messages in the store. Their jobs end when they come: a job whose message is cancelled is complete. Callable from
 * any context.
 */
record StoredCancel(Messages messages, JobProducer producer) implements CancelDesk {
    private static final Logger LOG = LoggerFactory.getLogger(StoredCancel.class);
    private static final Set<MessageState> WAITING =
            EnumSet.of(MessageState.SCHEDULED, MessageState.QUEUED, MessageState.DEFERRED);
    /** An attempt may open and end between our look and our word. */
    private static final int TRIES = 3;

    @Override
    public Future<Optional<MessageState>> cancel(UUID messageId, Grounds grounds) {
        return cancel(messageId, grounds, TRIES);
    }

    private Future<Optional<MessageState>> cancel(UUID id, Grounds grounds, int tries) {
        return messages.byId(id).compose(found -> {
            StoredMessage stored = found.orElseThrow();
            if (tries == 0 || !WAITING.contains(stored.state())) {
                return Future.succeededFuture(Optional.of(stored.state()));
            }
            return unlessTaken(stored, grounds)
                    .compose(cancelled -> cancelled ? wake(stored) : cancel(id, grounds, tries - 1));
        });
    }

    /** What is kept of its feedback may prove that the provider has it; then there is nothing to cancel. */
    private Future<Boolean> unlessTaken(StoredMessage stored, Grounds grounds) {
        return messages.settleByFeedback(stored.id())
                .compose(over -> over
                        ? Future.succeededFuture(false)
                        : messages.settle(ByHand.cancelled(stored, grounds.author(), grounds.reason())));
    }

    /** It is cancelled by now. A job that isn't woken ends later, when it comes by itself. */
    private Future<Optional<MessageState>> wake(StoredMessage stored) {
        LOG.info(
                "event=cancelled message={} was={}", stored.id(), stored.state().wire());
        return producer.promote(stored.queue(), stored.jobId()).transform(woken -> {
            if (woken.failed()) {
                LOG.warn(
                        "event=job_not_woken message={} reason={}",
                        stored.id(),
                        woken.cause().toString());
            }
            return Future.succeededFuture(Optional.<MessageState>empty());
        });
    }
}
