package io.emailservice.provider;

import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.Stream;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for a permit: first come, first served, but transactional ones before bulk. Has
 * one owner thread.
 */
final class WaitingLine {
    /** One message, whom to answer, and until when (clock milliseconds) it may wait. */
    record Entry(OutgoingMessage message, Promise<Outcome> answer, long until) {}

    private final int limit;
    private final Queue<Entry> transactional = new ArrayDeque<>();
    private final Queue<Entry> bulk = new ArrayDeque<>();

    WaitingLine(int limit) {
        this.limit = limit;
    }

    /** False if the line is full. */
    boolean add(Entry entry) {
        if (size() >= limit) {
            return false;
        }
        Stream stream = entry.message.request().stream();
        return (stream == Stream.TRANSACTIONAL ? transactional : bulk).add(entry);
    }

    @Nullable
    Entry poll() {
        Entry first = transactional.poll();
        return first != null ? first : bulk.poll();
    }

    /** One whose time is up, or null. All may wait equally long, so the oldest of each stream is at its head. */
    @Nullable
    Entry pollOverdue(long now) {
        Entry late = pollOverdue(transactional, now);
        return late != null ? late : pollOverdue(bulk, now);
    }

    /** Takes those out that a condition holds for. */
    List<Entry> takeOut(Predicate<Entry> condition) {
        List<Entry> out = new ArrayList<>();
        for (Queue<Entry> line : List.of(transactional, bulk)) {
            line.removeIf(entry -> condition.test(entry) && out.add(entry));
        }
        return out;
    }

    boolean isEmpty() {
        return transactional.isEmpty() && bulk.isEmpty();
    }

    int size() {
        return transactional.size() + bulk.size();
    }

    private static @Nullable Entry pollOverdue(Queue<Entry> line, long now) {
        Entry head = line.peek();
        return head != null && head.until <= now ? line.poll() : null;
    }
}
