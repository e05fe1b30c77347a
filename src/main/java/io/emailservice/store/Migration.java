package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up to date. Several nodes may try at once: they wait for each other. */
public final class Migration {
    private static final Logger log = LoggerFactory.getLogger(Migration.class);

    private Migration() {}

    /**
     * Runs the missing migrations on a worker thread.
     *
     * @return the version of the schema afterwards
     */
    public static Future<String> run(Vertx vertx, StoreConfig config) {
        return vertx.executeBlocking(() -> migrate(config), false);
    }

    /** Runs the missing migrations; blocks. */
    static String migrate(StoreConfig config) {
        MigrateResult result = Flyway.configure(Migration.class.getClassLoader())
                .dataSource(
                        "jdbc:" + config.url(), config.user(), config.password().value())
                .locations("classpath:db/migration")
                // A lock of the session instead, so that a migration may build an index without blocking writers.
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .connectRetries(0)
                .load()
                .migrate();
        if (result.migrationsExecuted > 0) {
            log.info("schema migrated steps={} version={}", result.migrationsExecuted, result.targetSchemaVersion);
        }
        return String.valueOf(
                result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion);
    }
}
