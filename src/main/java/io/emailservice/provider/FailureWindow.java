package io.emailservice.provider;

import java.time.Clock;
import java.time.Duration;

/** Calls and faults of the recent past, in slots of a tenth of the window. Has one owner thread. */
final class FailureWindow {
    private static final int SLOTS = 10;

    private final Clock clock;
    private final long slotMillis;
    private final int minimumCalls;
    private final int[] calls = new int[SLOTS];
    private final int[] faults = new int[SLOTS];
    private long newest;
    private int allCalls;
    private int allFaults;

    FailureWindow(Clock clock, Duration window, int minimumCalls) {
        this.clock = clock;
        this.slotMillis = Math.max(1, window.toMillis() / SLOTS);
        this.minimumCalls = minimumCalls;
        this.newest = clock.millis() / slotMillis;
    }

    void record(boolean fault) {
        forget();
        int slot = (int) (newest % SLOTS);
        calls[slot]++;
        allCalls++;
        if (fault) {
            faults[slot]++;
            allFaults++;
        }
    }

    /** Share of faults from 0 to 1; 0 until enough calls are in the window. */
    double failureRate() {
        forget();
        return allCalls < minimumCalls ? 0 : (double) allFaults / allCalls;
    }

    void clear() {
        for (int slot = 0; slot < SLOTS; slot++) {
            empty(slot);
        }
    }

    /** Empties the slots that time has passed; a clock that jumps back keeps writing into the newest one. */
    private void forget() {
        long current = clock.millis() / slotMillis;
        if (current - newest >= SLOTS) {
            clear();
            newest = current;
        }
        while (newest < current) {
            newest++;
            empty((int) (newest % SLOTS));
        }
    }

    private void empty(int slot) {
        allCalls -= calls[slot];
        allFaults -= faults[slot];
        calls[slot] = 0;
        faults[slot] = 0;
    }
}
