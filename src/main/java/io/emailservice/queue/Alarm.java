package io.emailservice.queue;

import io.vertx.core.Vertx;

/** One timer that rings at the earliest time it was asked for. Belongs to the poller's event loop. */
final class Alarm {
    private static final long UNSET = -1;

    private final Vertx vertx;
    private final Runnable bell;
    private long timer = UNSET;
    private long ringsAtMillis;

    Alarm(Vertx vertx, Runnable bell) {
        this.vertx = vertx;
        this.bell = bell;
    }

    void ringIn(long millis, long nowMillis) {
        long at = nowMillis + Math.max(1, millis);
        if (timer != UNSET) {
            if (ringsAtMillis <= at) {
                return;
            }
            cancel();
        }
        ringsAtMillis = at;
        timer = vertx.setTimer(at - nowMillis, due -> {
            timer = UNSET;
            bell.run();
        });
    }

    void cancel() {
        if (timer != UNSET && vertx.cancelTimer(timer)) {
            timer = UNSET;
        }
    }
}
