package io.emailservice.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** One item on its way to be written, and the caller who waits for it. Made on the caller's thread. */
final class Waiting<I, O> {
    private final I item;
    private final Promise<O> promise = Promise.promise();
    private final Thread thread = Thread.currentThread();
    private final @Nullable Context context = Vertx.currentContext();
    private final long since = System.nanoTime();

    Waiting(I item) {
        this.item = item;
    }

    I item() {
        return item;
    }

    Future<O> future() {
        return promise.future();
    }

    /** Thread that handed the item over. */
    Thread thread() {
        return thread;
    }

    /** Where the caller wants to be answered; null outside of Vert.x. */
    @Nullable
    Context context() {
        return context;
    }

    /** {@link System#nanoTime} at the hand-over. */
    long since() {
        return since;
    }

    void complete(@Nullable O result, String writer) {
        if (result == null) {
            fail(new StoreException(StoreException.Reason.REFUSED, writer + ": the row is gone", null));
        } else {
            promise.complete(result);
        }
    }

    void fail(Throwable cause) {
        promise.fail(cause);
    }
}
