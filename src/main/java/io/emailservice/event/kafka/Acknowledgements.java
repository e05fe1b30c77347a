package io.emailservice.event.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Waits until a number of records are acknowledged, or the first has failed. Safe from any thread. */
final class Acknowledgements implements Callback {
    private final AtomicInteger missing;
    private final Promise<Void> all = Promise.promise();

    Acknowledgements(int number) {
        this.missing = new AtomicInteger(number);
    }

    Future<Void> future() {
        return all.future();
    }

    boolean failed() {
        return all.future().failed();
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata written, @Nullable Exception failure) {
        if (failure != null) {
            all.tryFail(failure);
        } else if (missing.decrementAndGet() == 0) {
            all.tryComplete();
        }
    }
}
