package io.emailservice.service;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocking waits of the main thread, the only one that may wait. */
public final class Waiting {
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private Waiting() {}

    /** The result of a future, or its failure as an exception. */
    @CanIgnoreReturnValue
    public static <T> T on(Future<T> future, Duration limit) {
        return on(stage(future), limit);
    }

    /** Until one of two futures is complete; its failure comes as an exception. */
    static void onEither(Future<?> one, Future<?> other) {
        on(CompletableFuture.anyOf(stage(one), stage(other)), FOREVER);
    }

    private static <T> CompletableFuture<T> stage(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }

    @CanIgnoreReturnValue
    private static <T> T on(CompletableFuture<T> future, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(String.valueOf(failed.getCause()), failed);
        } catch (TimeoutException late) {
            throw new IllegalStateException("no answer within " + limit, late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    /** Until somebody opens the latch. */
    public static void on(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
