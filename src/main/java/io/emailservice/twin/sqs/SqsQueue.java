package io.emailservice.twin.sqs;

import io.emailservice.twin.wire.Mixing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A standard queue. A received message is hidden for a while and comes back unless it is deleted; every receive gives it
 * a new receipt, and an older receipt deletes nothing.
 */
public final class SqsQueue {
    static final int MOST_IN_FLIGHT = 120_000;

    /** Real queues have no such limit; a twin has one, so that a reader that is away doesn't eat its memory. */
    static final int MOST_MESSAGES = 500_000;

    private static final Comparator<QueuedMessage> BY_VISIBILITY =
            Comparator.comparingLong((QueuedMessage m) -> m.visibleMillis).thenComparingLong(m -> m.sequence);

    private final String name;
    private final Clock clock;
    private final Deque<QueuedMessage> visible = new ArrayDeque<>();
    private final TreeSet<QueuedMessage> inFlight = new TreeSet<>(BY_VISIBILITY);
    private final Map<String, QueuedMessage> byHandle = new HashMap<>();
    private int live;
    private long sent;
    private long receipts;
    private Runnable arrival = () -> {};

    SqsQueue(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    public String name() {
        return name;
    }

    /**
     * Adds a message.
     *
     * @param deleted runs once, when a receiver has deleted the message
     * @return the message, or null if the queue is full
     */
    @Nullable
    QueuedMessage send(String body, Runnable deleted) {
        if (live >= MOST_MESSAGES) {
            return null;
        }
        long sequence = sent++;
        String id = new UUID(Mixing.mix(sequence ^ name.hashCode()), Mixing.mix(~sequence)).toString();
        QueuedMessage message = new QueuedMessage(id, body, sequence, clock.millis(), deleted);
        live++;
        visible.addLast(message);
        arrival.run();
        return message;
    }

    /** Adds a message that nobody waits for an answer about; false if the queue is full. */
    public boolean offer(String body, Runnable deleted) {
        return send(body, deleted) != null;
    }

    /**
     * Hands out messages and hides them.
     *
     * @param buried whether a message went somewhere else instead
     */
    List<QueuedMessage> receive(int most, Duration visibility, Predicate<QueuedMessage> buried) {
        long now = clock.millis();
        showAgain(now);
        List<QueuedMessage> received = new ArrayList<>(most);
        while (received.size() < most && inFlight.size() < MOST_IN_FLIGHT) {
            QueuedMessage message = visible.pollFirst();
            if (message == null) {
                break;
            }
            if (!message.gone && buried.test(message)) {
                forget(message);
            } else if (!message.gone) {
                hide(message, now, visibility);
                received.add(message);
            }
        }
        return received;
    }

    /** Takes a message out for good; an outdated receipt changes nothing. */
    void delete(String handle) {
        checkForm(handle);
        QueuedMessage message = byHandle.get(handle);
        if (message != null) {
            inFlight.remove(message);
            forget(message);
            message.deleted.run();
        }
    }

    void changeVisibility(String handle, Duration visibility) {
        checkForm(handle);
        showAgain(clock.millis());
        QueuedMessage message = byHandle.get(handle);
        if (message == null || !inFlight.remove(message)) {
            throw SqsError.of(
                    "MessageNotInflight",
                    "AWS.SimpleQueueService.MessageNotInflight",
                    "The message is not available for visibility timeout change.");
        }
        message.visibleMillis = clock.millis() + visibility.toMillis();
        inFlight.add(message);
        showAgain(clock.millis());
    }

    int inFlight() {
        showAgain(clock.millis());
        return inFlight.size();
    }

    int visible() {
        return live - inFlight();
    }

    /** Who is told when a message can be received that couldn't before. */
    void onArrival(Runnable told) {
        arrival = told;
    }

    void purge() {
        visible.clear();
        inFlight.clear();
        byHandle.clear();
        live = 0;
    }

    private void forget(QueuedMessage message) {
        message.gone = true;
        live--;
        if (message.handle != null) {
            byHandle.remove(message.handle);
        }
    }

    private void hide(QueuedMessage message, long now, Duration visibility) {
        if (message.handle != null) {
            byHandle.remove(message.handle);
        }
        message.handle = name + '/' + Long.toHexString(Mixing.mix(receipts++));
        message.firstReceivedMillis = message.receives == 0 ? now : message.firstReceivedMillis;
        message.receives++;
        message.visibleMillis = now + visibility.toMillis();
        byHandle.put(message.handle, message);
        inFlight.add(message);
    }

    private void showAgain(long now) {
        while (!inFlight.isEmpty() && inFlight.first().visibleMillis <= now) {
            QueuedMessage message = inFlight.first();
            inFlight.remove(message);
            visible.addLast(message);
        }
    }

    private void checkForm(String handle) {
        if (!handle.startsWith(name + '/')) {
            throw SqsError.badHandle(handle);
        }
    }
}
