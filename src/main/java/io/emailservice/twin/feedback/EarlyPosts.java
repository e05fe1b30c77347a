package io.emailservice.twin.feedback;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers that wait until a first post is out: as many as there are senders waiting, and none for long. */
final class EarlyPosts {
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Map<Integer, Promise<Void>> held = new HashMap<>();

    EarlyPosts(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Makes the answer to an acceptance wait. */
    void hold(int number) {
        Promise<Void> promise = Promise.promise();
        held.put(number, promise);
        long timer = vertx.setTimer(LONGEST_HOLD.toMillis(), over -> promise.tryComplete());
        promise.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            held.remove(number, promise);
        });
    }

    /** What an answer waits for; null if it needn't. */
    @Nullable
    Future<Void> of(int number) {
        Promise<Void> promise = held.get(number);
        return promise == null ? null : promise.future();
    }

    void release(int number) {
        Promise<Void> promise = held.get(number);
        if (promise != null) {
            promise.tryComplete();
        }
    }

    void releaseAll() {
        List.copyOf(held.values()).forEach(Promise::tryComplete);
    }
}
