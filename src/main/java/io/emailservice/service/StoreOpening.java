package io.emailservice.service;

import io.emailservice.store.Store;
import io.emailservice.store.StoreConfig;
import io.emailservice.store.StoreMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store on an event loop of its own choice, and waits for PostgreSQL as long as it is away. */
final class StoreOpening {
    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final StoreConfig config;
    private final Clock clock;
    private final StoreMetrics metrics;
    private final Context loop;
    private boolean away;

    StoreOpening(Vertx vertx, StoreConfig config, Clock clock, StoreMetrics metrics) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.loop = vertx.getOrCreateContext();
    }

    /** Completes when the schema is there and PostgreSQL answers. Says once that it waits. */
    Future<Store> open() {
        Promise<Store> opened = Promise.promise();
        loop.runOnContext(start -> attempt(opened));
        return opened.future();
    }

    private void attempt(Promise<Store> opened) {
        Store.open(vertx, config, clock, metrics).onComplete(done -> {
            if (done.succeeded()) {
                if (away) {
                    LOG.info("event=store_back");
                }
                opened.complete(done.result());
                return;
            }
            if (!away) {
                LOG.warn("event=store_away reason=\"{}\"", done.cause().getMessage());
                away = true;
            }
            vertx.setTimer(PAUSE.toMillis(), again -> attempt(opened));
        });
    }
}
