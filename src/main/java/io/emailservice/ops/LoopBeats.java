package io.emailservice.ops;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Knows when each watched event loop last ran: the process is alive if all of them did within the limit. A
 * {@link LoopVerticle} beats for its loop; deploy as many as there are loops. Safe from any thread.
 */
public final class LoopBeats {
    private final Clock clock;
    private final Duration limit;
    private final List<Beat> beats = new CopyOnWriteArrayList<>();
    private final AtomicInteger nextLoop = new AtomicInteger();

    /** The sign of life of one loop. */
    final class Beat {
        private final String name = "loop-" + nextLoop.getAndIncrement();
        private volatile Instant last = clock.instant();

        void beat() {
            last = clock.instant();
        }

        private PartHealth health() {
            Duration silent = Duration.between(last, clock.instant());
            boolean ok = silent.compareTo(limit) <= 0;
            return new PartHealth(name, ok, ok ? "ok" : "doesn't run", silent);
        }
    }

    public LoopBeats(Clock clock, HealthConfig config) {
        this.clock = clock;
        this.limit = config.loopLimit();
    }

    /** Whether the process should go on living. */
    public HealthReport live() {
        List<PartHealth> parts = new ArrayList<>();
        beats.forEach(beat -> parts.add(beat.health()));
        return HealthReport.of(parts);
    }

    Beat join() {
        Beat beat = new Beat();
        beats.add(beat);
        return beat;
    }

    void leave(Beat beat) {
        if (!beats.remove(beat)) {
            throw new IllegalStateException("this loop never joined");
        }
    }
}
