package io.emailservice.chaos;

import io.emailservice.testing.TestKafka;
import io.emailservice.testing.TestPostgres;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * PostgreSQL, Redis and Kafka of one round, each on a port that stays, and the ways to them that can be cut. Redis writes
 * every command to its disk before it answers.
 */
final class Servers implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(30);

    final TestRedis redis = new TestRedis();
    final TestKafka kafka = new TestKafka();
    final Way toRedis;
    final Way toPostgres;
    private final String name;
    private volatile EmbeddedPostgres postgres;

    Servers(Vertx vertx, String name) {
        this.name = name;
        kafka.start();
        postgres = TestPostgres.server(name, 0);
        toRedis = new Way(vertx, List.of(redis.port()));
        toPostgres = new Way(vertx, List.of(postgres.getPort()));
    }

    TestPostgres.Database database() {
        return new TestPostgres.Database(postgres, "postgres");
    }

    /** Ends Redis in the middle of whatever it does, and starts it again with what it has on disk. */
    void crashRedis() {
        redis.crash();
        redis.start();
    }

    void restartKafka() {
        kafka.kill();
        kafka.start();
    }

    /** Ends PostgreSQL without a checkpoint and without a word to its clients, and starts it again. */
    void crashPostgres() {
        EmbeddedPostgres old = postgres;
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data().resolve("postmaster.pid")).get(0).trim());
            new ProcessBuilder("kill", "-QUIT", String.valueOf(pid)).start().waitFor();
            Waits.until("a PostgreSQL that has ended", END, () -> !ProcessHandle.of(pid)
                    .map(ProcessHandle::isAlive)
                    .orElse(false));
            old.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        postgres = TestPostgres.server(name, old.getPort());
    }

    private Path data() {
        try (Connection connection = database().connect();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            return Path.of(row.getString(1));
        } catch (java.sql.SQLException away) {
            throw new IllegalStateException(away);
        }
    }

    @Override
    public void close() {
        try {
            redis.close();
            kafka.close();
            postgres.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
