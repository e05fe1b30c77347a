package io.emailservice.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: collects items of many callers and writes them with one statement, the next batch being what arrived
 * meanwhile.
 *
 * <p>A bad row fails alone: a refused batch is halved until the row is found. Trouble with the connection is waited out
 * with growing pauses, in order, until the items' deadline. A statement may therefore run twice for the same items; it
 * must give the same answers then.
 *
 * <p>{@link #submit} is safe from any thread; everything else runs on the context that made the writer.
 *
 * @param <I> what is written
 * @param <O> what each caller gets
 */
final class BatchWriter<I, O> {
    /** Writes all items at once. */
    interface Statement<I, O> {
        /** One answer for each item, in the order of the items; null refuses the item. */
        Future<List<@Nullable O>> run(List<I> items);
    }

    private static final int ROWS_PER_LINGER = 5;
    private static final int LONGEST_STRETCH = 5;

    private final String name;
    private final Vertx vertx;
    private final Context owner;
    private final BatchLimits limits;
    private final Function<I, @Nullable Object> exclusive;
    private final BatchRunner<I, O> runner;
    private final StoreMetrics metrics;

    private final Queue<Waiting<I, O>> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean closed;

    private final ArrayDeque<Waiting<I, O>> queue = new ArrayDeque<>();
    private final Set<Object> busy = new HashSet<>();
    private final Promise<Void> drained = Promise.promise();
    private int inFlight;
    private boolean timerSet;
    private long lastStart;
    private int lastRows;

    /**
     * @param exclusive key of an item that must not share a batch, or time in flight, with another of the same key;
     *     null for items that don't care
     */
    BatchWriter(
            String name,
            Vertx vertx,
            BatchLimits limits,
            Function<I, @Nullable Object> exclusive,
            Statement<I, O> statement,
            StoreMetrics metrics) {
        this.name = name;
        this.vertx = vertx;
        this.owner = vertx.getOrCreateContext();
        this.limits = limits;
        this.exclusive = exclusive;
        this.runner =
                new BatchRunner<>(name, vertx, limits, statement, metrics, answered -> unanswered.addAndGet(-answered));
        this.metrics = metrics;
        this.lastStart = System.nanoTime() - limits.linger().toNanos();
    }

    /** Hands an item over. The future completes once, on the caller's event loop. */
    Future<O> submit(I item) {
        if (closed) {
            return Future.failedFuture(new StoreException(StoreException.Reason.CLOSED, name + " is closed", null));
        }
        if (unanswered.incrementAndGet() > limits.waiting()) {
            unanswered.decrementAndGet();
            metrics.failed(name, 1);
            String why = name + ": " + limits.waiting() + " items wait already";
            return Future.failedFuture(new StoreException(StoreException.Reason.OVERLOADED, why, null));
        }
        Waiting<I, O> waiting = new Waiting<>(item);
        inbox.add(waiting);
        if (woken.compareAndSet(false, true)) {
            owner.runOnContext(tick -> takeIn());
        }
        return waiting.future();
    }

    /** Items that are accepted and not yet answered. Safe from any thread. */
    int unanswered() {
        return unanswered.get();
    }

    /** Refuses new items and completes when all others are answered. */
    Future<Void> close() {
        closed = true;
        owner.runOnContext(tick -> takeIn());
        return drained.future();
    }

    private void takeIn() {
        woken.set(false);
        for (Waiting<I, O> next = inbox.poll(); next != null; next = inbox.poll()) {
            queue.add(next);
        }
        startWhatMay();
    }

    private void startWhatMay() {
        while (inFlight < limits.inFlight() && !queue.isEmpty()) {
            long pause = lastStart + linger() - System.nanoTime();
            if (pause > 0 && queue.size() < limits.rows() && !closed) {
                startLater(pause);
                return;
            }
            List<Waiting<I, O>> batch = nextBatch();
            if (batch.isEmpty()) {
                return;
            }
            start(batch);
        }
        if (closed && inFlight == 0 && queue.isEmpty() && inbox.isEmpty()) {
            drained.tryComplete();
        }
    }

    /** While much comes in, a statement costs more than waiting for more rows: stretched by what the last batch found. */
    private long linger() {
        int stretch = Math.min(LONGEST_STRETCH, Math.max(1, lastRows / ROWS_PER_LINGER));
        return limits.linger().toNanos() * stretch;
    }

    private void startLater(long nanos) {
        if (timerSet) {
            return;
        }
        timerSet = true;
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        vertx.setTimer(millis, fired -> {
            timerSet = false;
            startWhatMay();
        });
    }

    private List<Waiting<I, O>> nextBatch() {
        List<Waiting<I, O>> batch = new ArrayList<>(Math.min(queue.size(), limits.rows()));
        for (Iterator<Waiting<I, O>> all = queue.iterator(); all.hasNext() && batch.size() < limits.rows(); ) {
            Waiting<I, O> next = all.next();
            Object key = exclusive.apply(next.item());
            if (key == null || busy.add(key)) {
                batch.add(next);
                all.remove();
            }
        }
        return batch;
    }

    private void start(List<Waiting<I, O>> batch) {
        inFlight++;
        lastStart = System.nanoTime();
        lastRows = batch.size();
        // Whoever ends a statement, its state belongs to the owner; the next one takes all that came meanwhile.
        runner.write(batch).onComplete(done -> owner.runOnContext(tick -> ended(batch)));
    }

    private void ended(List<Waiting<I, O>> batch) {
        inFlight--;
        for (Waiting<I, O> one : batch) {
            Object key = exclusive.apply(one.item());
            if (key != null) {
                busy.remove(key);
            }
        }
        takeIn();
    }
}
