package io.emailservice.ops;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Warnings for hot paths: one line per key and interval, which says how many it stands for. Keys come from a small set,
 * such as a provider account or failure class; beyond a hundred they share one line. Safe from any thread.
 */
public final class ThrottledLog {
    private static final int MAX_KEYS = 100;
    private static final String OTHERS = "others";

    private final Logger log;
    private final Clock clock;
    private final long intervalMillis;
    private final ConcurrentHashMap<String, Window> windows = new ConcurrentHashMap<>();

    /** When a key may speak again, and how often it was hushed. */
    private static final class Window {
        private final AtomicLong openAt = new AtomicLong(Long.MIN_VALUE);
        private final AtomicLong hushed = new AtomicLong();
    }

    public ThrottledLog(Logger log, Clock clock, Duration interval) {
        this.log = log;
        this.clock = clock;
        this.intervalMillis = interval.toMillis();
    }

    /** Warns, unless the key did so less than an interval ago; {@code event} is the line as key=value pairs. */
    public void warn(String key, String event) {
        Window window = window(key);
        long now = clock.millis();
        long openAt = window.openAt.get();
        if (now < openAt || !window.openAt.compareAndSet(openAt, now + intervalMillis)) {
            window.hushed.incrementAndGet();
            return;
        }
        long hushed = window.hushed.getAndSet(0);
        log.warn("{} key={} hushed={}", event, key, hushed);
    }

    private Window window(String key) {
        Window window = windows.get(key);
        if (window != null) {
            return window;
        }
        return windows.computeIfAbsent(windows.size() < MAX_KEYS ? key : OTHERS, absent -> new Window());
    }
}
