package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.time.Duration;

/**
 * Hears of changed holds at once, on a connection of its own that comes back by itself. Some may be missed meanwhile, or
 * all of them behind a pooler that gives sessions away: whoever listens also looks every now and then.
 */
public final class HoldNews {
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final PgSubscriber subscriber;

    HoldNews(Vertx vertx, PgConnectOptions connection, Runnable changed) {
        subscriber = PgSubscriber.subscriber(vertx, connection).reconnectPolicy(retries -> RECONNECT.toMillis());
        subscriber.channel(Holds.CHANNEL).handler(payload -> changed.run());
    }

    /** Completes when it listens. */
    public Future<Void> listen() {
        return subscriber.connect();
    }

    public Future<Void> close() {
        return subscriber.close();
    }
}
