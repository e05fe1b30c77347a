package io.emailservice.event;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A sink that keeps the sequences it was given and answers as it is told. Safe from any thread. */
final class RecordingSink implements EventSink {
    /** Sequences of the events in the order in which they came. */
    final List<Integer> taken = new CopyOnWriteArrayList<>();

    final AtomicInteger batches = new AtomicInteger();

    /** The answer to each batch from now on. */
    volatile Supplier<Future<Void>> answer = Future::succeededFuture;

    volatile boolean closed;

    private final String name;

    RecordingSink(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> publish(List<PublishedEvent> batch) {
        batches.incrementAndGet();
        batch.forEach(event -> taken.add(event.sequence()));
        return answer.get();
    }
}
