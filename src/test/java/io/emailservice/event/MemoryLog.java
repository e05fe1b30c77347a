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

    final AtomicInteger reads = new AtomicInteger();

    private final int pageSize;
    private final List<PublishedEvent> events = new ArrayList<>();
    private Supplier<Future<Void>> trouble = Future::succeededFuture;

    MemoryLog() {
        this(10);
    }

    MemoryLog(int pageSize) {
        this.pageSize = pageSize;
    }

    /** Appends events up to a number, from where the log ends. */
    void appendUpTo(int number) {
        append(number, Events::event);
    }

    /** Appends events up to a number, of several subjects in turn. */
    void appendUpTo(int number, int subjects) {
        append(number, next -> Events.event("subject-" + next % subjects, next));
    }

    private synchronized void append(int number, java.util.function.IntFunction<PublishedEvent> maker) {
        for (int next = events.size() + 1; next <= number; next++) {
            events.add(maker.apply(next));
        }
    }

    /** What comes before every answer from now on: a failed future or an exception for a log out of order. */
    synchronized void trouble(Supplier<Future<Void>> before) {
        trouble = before;
    }

    @Override
    public synchronized Future<Page<Integer>> after(Integer position) {
        int end = Math.min(events.size(), position + pageSize);
        reads.incrementAndGet();
        if (end == position) {
            emptyReads.incrementAndGet();
        }
        List<Entry<Integer>> entries = new ArrayList<>();
        for (int next = position; next < end; next++) {
            entries.add(new Entry<>(next + 1, events.get(next)));
        }
        Page<Integer> page = new Page<>(entries, end, end == position + pageSize);
        return trouble.get().map(fine -> page);
    }

    @Override
    public synchronized Future<Integer> end() {
        return Future.succeededFuture(events.size());
    }
}
