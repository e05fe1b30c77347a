package io.emailservice.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Notices when one sender's signatures are refused more often than now and then. Counts in windows that begin with a
 * refusal; speaks once a window, so a flood makes one alert and not thousands. Safe from any thread.
 */
final class RefusalWatch {
    private final int limit;
    private final Duration length;
    private final Clock clock;
    private final Map<Sender, Window> windows = new EnumMap<>(Sender.class);

    private record Window(Instant from, int refusals) {}

    RefusalWatch(int limit, Duration length, Clock clock) {
        this.limit = limit;
        this.length = length;
        this.clock = clock;
    }

    /** Notes a refusal; true if this one makes it too many. */
    synchronized boolean note(Sender sender) {
        Instant now = clock.instant();
        Window last = windows.getOrDefault(sender, new Window(Instant.MIN, 0));
        boolean over = last.from.isBefore(now.minus(length));
        int refusals = over ? 1 : Math.min(last.refusals, limit) + 1;
        windows.put(sender, new Window(over ? now : last.from, refusals));
        return refusals == limit;
    }
}
