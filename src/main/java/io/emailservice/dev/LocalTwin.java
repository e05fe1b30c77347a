package io.emailservice.dev;

import io.emailservice.service.Waiting;
import io.emailservice.twin.Twin;
import io.emailservice.twin.TwinConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;

/** The twin of one run, on an event loop of its own. */
final class LocalTwin implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final Twin twin;

    /** Starts it; 0 means any free port. */
    LocalTwin(int port) {
        twin = Waiting.on(Twin.start(vertx, TwinConfig.DEFAULTS.onPort(port)), LIMIT);
    }

    String url() {
        return "http://127.0.0.1:" + twin.port();
    }

    @Override
    public void close() {
        Waiting.on(vertx.close(), LIMIT);
    }
}
