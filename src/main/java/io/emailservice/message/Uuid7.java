package io.emailservice.message;

import java.time.Clock;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes UUIDv7 ids (RFC 9562): 48 bits of milliseconds, then a counter that keeps ids of one process in order, then
 * random bits. An id is unique, not secret. Safe from any thread.
 */
public final class Uuid7 {
    private static final int COUNTER_BITS = 12;

    private final Clock clock;
    private final SplittableRandom random = new SplittableRandom();
    private long lastTick;

    public Uuid7(Clock clock) {
        this.clock = clock;
    }

    /** A new id, greater than every one before it. */
    public synchronized UUID next() {
        long tick = nextTick();
        long millis = tick >>> COUNTER_BITS;
        long counter = tick & ((1L << COUNTER_BITS) - 1);
        long high = millis << 16 | 0x7000L | counter;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** The millisecond in which an id was made. */
    public static Instant instantOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** The smallest id of an instant: the lower bound of a time range of ids. */
    public static UUID floor(Instant instant) {
        return new UUID(instant.toEpochMilli() << 16 | 0x7000L, 0x8000_0000_0000_0000L);
    }

    /** Strictly growing: a burst within one millisecond borrows from the next ones. */
    private long nextTick() {
        lastTick = Math.max(clock.millis() << COUNTER_BITS, lastTick + 1);
        return lastTick;
    }
}
