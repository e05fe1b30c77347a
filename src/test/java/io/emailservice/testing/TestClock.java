package io.emailservice.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. Safe from any thread. */
public final class TestClock extends Clock {
    private volatile Instant now;

    public TestClock(Instant start) {
        this.now = start;
    }

    /** A clock at the start of 2026. */
    public static TestClock create() {
        return new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Sets the time, for example back to where a test began. */
    public synchronized void set(Instant instant) {
        now = instant;
    }

    /** Moves time on, or back as clocks of machines do now and then. */
    public synchronized void advance(Duration step) {
        now = now.plus(step);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
