package io.emailservice.dev;

import io.emailservice.service.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits until the service has read all posts that it stored. Asks PostgreSQL, the only one to know for sure. */
final class UnreadPosts implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long PAUSE_MS = 20;
    private static final String ANY = """
            SELECT EXISTS (SELECT 1 FROM webhook_post p WHERE (p.tx, p.id) >
              (SELECT c.tx, c.id FROM webhook_cursor c WHERE c.name = 'feedback'))""";

    private final Vertx vertx = Vertx.vertx();
    private final String databaseUrl;

    UnreadPosts(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    /** Blocks until nothing is left. */
    void awaitNone() {
        Waiting.on(
                PgConnection.connect(vertx, databaseUrl)
                        .compose(connection -> none(connection).eventually(connection::close)),
                LIMIT);
    }

    private Future<Void> none(PgConnection connection) {
        return connection
                .query(ANY)
                .execute()
                .compose(rows -> rows.iterator().next().getBoolean(0)
                        ? vertx.timer(PAUSE_MS, TimeUnit.MILLISECONDS).compose(waited -> none(connection))
                        : Future.succeededFuture());
    }

    @Override
    public void close() {
        Waiting.on(vertx.close(), LIMIT);
    }
}
