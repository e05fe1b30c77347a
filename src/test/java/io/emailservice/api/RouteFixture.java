package io.emailservice.api;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the tests of routes share: a server on any free port that knows some keys, and waiting for answers. */
final class RouteFixture {
    private RouteFixture() {}

    /** The defaults, for these keys, with at most two streams of events. */
    static ApiConfig config(ApiKeyConfig... keys) {
        ApiConfig d = ApiConfig.DEFAULTS;
        return new ApiConfig(
                "127.0.0.1",
                0,
                d.publicUrl(),
                d.maxBodyBytes(),
                d.maxHeaderBytes(),
                d.maxUrlBytes(),
                d.idleTimeout(),
                d.answerTimeout(),
                d.shutdownTimeout(),
                d.maxInFlight(),
                2,
                d.keySecret(),
                List.of(keys));
    }

    static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
