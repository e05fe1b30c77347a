package io.emailservice.suppression.sync;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;

/** Keeps a distance between calls, and lets none through once it has ended. Belongs to one event loop. */
final class Pace {
    private final Vertx vertx;
    private final Clock clock;
    private final long pauseMillis;
    private long nextAt;
    private boolean ended;

    Pace(Vertx vertx, Clock clock, Duration pause) {
        this.vertx = vertx;
        this.clock = clock;
        this.pauseMillis = pause.toMillis();
        this.nextAt = clock.millis();
    }

    /** Completes when the next call may start; fails if none may any more. */
    Future<Void> turn() {
        long wait = Math.min(pauseMillis, nextAt - clock.millis());
        nextAt = clock.millis() + Math.max(0, wait) + pauseMillis;
        Promise<Void> turn = Promise.promise();
        vertx.setTimer(Math.max(1, wait), fired -> {
            if (ended) {
                turn.fail("stopping");
            } else {
                turn.complete();
            }
        });
        return turn.future();
    }

    void end() {
        ended = true;
    }
}
