package io.emailservice.testing;

import io.emailservice.config.Secret;
import io.emailservice.store.StoreConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL, one server for all tests of a JVM and a fresh, empty database for each one that asks. Started on
 * first use, stopped with the JVM. Safe from any thread.
 */
public final class TestPostgres {
    private static final Path HOME = Path.of("target", "postgres").toAbsolutePath();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** A fresh database. */
    public static Database database() {
        String name = "test_" + DATABASES.incrementAndGet();
        Database admin = new Database(Shared.SERVER, "postgres");
        admin.run("CREATE DATABASE " + name);
        return new Database(Shared.SERVER, name);
    }

    /** A server of its own, for tests that stop it; on the given port, or any if 0. Keeps its data when it is closed. */
    public static EmbeddedPostgres server(String name, int port) {
        try {
            EmbeddedPostgres.Builder server = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(HOME.toFile())
                    .setDataDirectory(
                            HOME.resolve(name + "-" + ProcessHandle.current().pid()))
                    .setCleanDataDirectory(false)
                    .setServerConfig("max_connections", "100")
                    .setServerConfig("synchronous_commit", "on");
            return (port == 0 ? server : server.setPort(port)).start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static final class Shared {
        private static final EmbeddedPostgres SERVER = server("shared", 0);
    }

    /** One database, with a plain connection for looking behind the scenes. */
    public record Database(EmbeddedPostgres server, String name) {
        /** Reaches it, with defaults for all else. */
        public StoreConfig config() {
            String url = "postgresql://127.0.0.1:" + server.getPort() + "/" + name;
            return StoreConfig.DEFAULTS.at(url, "postgres", new Secret(""));
        }

        /** Runs one statement. */
        public void run(String sql) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException failed) {
                throw new IllegalStateException(sql, failed);
            }
        }

        /** All rows of a query, each as its columns joined by {@code |}. */
        public List<String> rows(String sql) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                List<String> rows = new ArrayList<>();
                while (result.next()) {
                    List<String> columns = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        columns.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(String.join("|", columns));
                }
                return rows;
            } catch (SQLException failed) {
                throw new IllegalStateException(sql, failed);
            }
        }

        /** The one value of a query. */
        public String value(String sql) {
            return rows(sql).get(0);
        }

        /** A connection of its own, to be closed by the caller. */
        public Connection connect() throws SQLException {
            return server.getDatabase("postgres", name).getConnection();
        }
    }
}
