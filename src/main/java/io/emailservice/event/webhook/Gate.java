package io.emailservice.event.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Lets a number of tasks run at once; the others wait, bounded by how many their callers start. For one event loop. */
final class Gate {
    private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
    private int free;

    Gate(int size) {
        this.free = size;
    }

    <T> Future<T> pass(Supplier<Future<T>> task) {
        return enter().compose(in -> task.get()).onComplete(done -> leave());
    }

    private Future<Void> enter() {
        if (free > 0) {
            free--;
            return Future.succeededFuture();
        }
        Promise<Void> turn = Promise.promise();
        waiting.add(turn);
        return turn.future();
    }

    private void leave() {
        Promise<Void> next = waiting.poll();
        if (next == null) {
            free++;
        } else {
            next.complete();
        }
    }
}
