package io.emailservice.ops;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A worker and when it last got on. It is stalled if it completed nothing for a while although work waited all along. */
final class WatchedProgress {
    private final Progress worker;
    private final Clock clock;
    private final Duration limit;
    private long completed;
    private volatile Instant lastGoodSign;

    WatchedProgress(Progress worker, Clock clock, Duration limit) {
        this.worker = worker;
        this.clock = clock;
        this.limit = limit;
        this.completed = worker.completed();
        this.lastGoodSign = clock.instant();
    }

    /** A good sign is work done since the last sample, or none to do. */
    void sample() {
        long now = worker.completed();
        if (now != completed || !worker.waiting()) {
            completed = now;
            lastGoodSign = clock.instant();
        }
    }

    PartHealth health() {
        Duration silent = Duration.between(lastGoodSign, clock.instant());
        boolean ok = silent.compareTo(limit) <= 0;
        return new PartHealth(worker.name(), ok, ok ? "ok" : "completes nothing while work waits", silent);
    }
}
