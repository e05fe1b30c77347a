package io.emailservice.chaos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** The waits of the program's own threads, each with an end. */
final class Waits {
    private static final long LIMIT_SECONDS = 30;
    private static final Duration LOOK = Duration.ofMillis(100);

    private Waits() {}

    @CanIgnoreReturnValue
    static <T> T on(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Fails with {@code what} if the condition doesn't come true. A look that fails counts as no. */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        Awaitility.await(what)
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .ignoreExceptions()
                .until(condition::getAsBoolean);
    }
}
