package io.emailservice.event;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An outbox in memory; a position is the number of events before it. Safe from any thread. */
final class MemoryLog implements EventLog<Integer> {
    /** Reads that found nothing. */
    final AtomicInteger emptyReads = new AtomicInteger();

    private final List<PublishedEvent> events = new ArrayList<>();
    private int position;
    private Supplier<Future<Void>> trouble = Future::succeededFuture;

    /** Appends events up to a number, from where the log ends. */
    synchronized void appendUpTo(int number) {
        for (int next = events.size() + 1; next <= number; next++) {
            events.add(Events.event(next));
        }
    }

    synchronized int position() {
        return position;
    }

    /** What comes before every answer from now on: a failed future or an exception for a log out of order. */
    synchronized void trouble(Supplier<Future<Void>> before) {
        trouble = before;
    }

    @Override
    public synchronized Future<Integer> position(String relay) {
        return trouble.get().map(fine -> position());
    }

    @Override
    public synchronized Future<Page<Integer>> after(Integer position, int limit) {
        int end = Math.min(events.size(), position + limit);
        if (end == position) {
            emptyReads.incrementAndGet();
        }
        Page<Integer> page = new Page<>(events.subList(position, end), end);
        return trouble.get().map(fine -> page);
    }

    @Override
    public synchronized Future<Void> advance(String relay, Integer reached) {
        return trouble.get().map(fine -> {
            moveTo(reached);
            return null;
        });
    }

    private synchronized void moveTo(int reached) {
        position = reached;
    }
}
