package io.emailservice.service;

import io.emailservice.api.SettleOrder;
import io.emailservice.api.UncertainDesk;
import io.emailservice.delivery.ByHand;
import io.emailservice.message.MessageState;
import io.emailservice.queue.JobProducer;
import io.emailservice.store.Messages;
import io.emailservice.store.StoredMessage;
import io.vertx.core.Future;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes an operator's word about an uncertain message into the store, then wakes its job. */
record StoredDesk(Messages messages, JobProducer producer) implements UncertainDesk {
    private static final Logger log = LoggerFactory.getLogger(StoredDesk.class);

    @Override
    public Future<Boolean> settle(UUID messageId, SettleOrder order) {
        return messages.byId(messageId)
                .compose(found -> found.filter(stored -> stored.state() == MessageState.UNCERTAIN)
                        .map(stored -> settle(stored, order))
                        .orElseGet(() -> Future.succeededFuture(false)));
    }

    private Future<Boolean> settle(StoredMessage stored, SettleOrder order) {
        return messages.settle(
                        order.sent()
                                ? ByHand.sent(stored, order.providerMessageId(), order.author(), order.reason())
                                : ByHand.notSent(stored, order.author(), order.reason()))
                .compose(settled -> settled ? wake(stored, order) : Future.succeededFuture(false));
    }

    /** What was said holds by now. A job that isn't woken comes back by itself, only later. */
    private Future<Boolean> wake(StoredMessage stored, SettleOrder order) {
        log.info("event=settled_by_hand message={} sent={}", stored.id(), order.sent());
        return producer.promote(stored.queue(), stored.jobId()).transform(woken -> {
            if (woken.failed()) {
                log.warn(
                        "event=job_not_woken message={} reason={}",
                        stored.id(),
                        woken.cause().toString());
            }
            return Future.succeededFuture(true);
        });
    }
}
