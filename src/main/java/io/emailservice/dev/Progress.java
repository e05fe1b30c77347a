package io.emailservice.dev;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Locale;

/** A progress bar with rate and time to go. On a terminal it stays on one line; elsewhere it prints a line a second. */
final class Progress {
    private static final int WIDTH = 30;
    private static final long QUIET_MILLIS = 1_000;

    private final PrintStream out;
    private final Clock clock;
    private final int total;
    private final boolean terminal;
    private final long started;
    private long printed;

    /** Newer Java versions have a console without a terminal: then the bar still works, a line at a time over itself. */
    @SuppressWarnings("SystemConsoleNull")
    Progress(PrintStream out, Clock clock, int total) {
        this.out = out;
        this.clock = clock;
        this.total = total;
        this.terminal = System.console() != null;
        this.started = clock.millis();
    }

    void show(long done) {
        long now = clock.millis();
        if (!terminal && now - printed < QUIET_MILLIS && done < total) {
            return;
        }
        printed = now;
        out.print((terminal ? "\r" : "") + line(done, now - started) + (terminal ? "" : "\n"));
        out.flush();
    }

    void end() {
        if (terminal) {
            out.println();
        }
    }

    String line(long done, long millis) {
        int filled = (int) (WIDTH * Math.min(done, total) / Math.max(1, total));
        double rate = millis == 0 ? 0 : done * 1_000.0 / millis;
        String left = rate == 0 ? "?" : String.format(Locale.ROOT, "%.0f s", (total - done) / rate);
        return String.format(
                Locale.ROOT,
                "  [%s%s] %d/%d  %.0f/s  %s to go   ",
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                done,
                total,
                rate,
                left);
    }
}
