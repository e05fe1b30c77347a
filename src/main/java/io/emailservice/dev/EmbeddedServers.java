package io.emailservice.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;

/**
 * PostgreSQL and Redis for one run: those that the environment names, else embedded ones that end with the run.
 * Durability is real: {@code fsync} and {@code synchronous_commit} are on here too.
 */
final class EmbeddedServers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

    private final @Nullable EmbeddedPostgres postgres;
    private final @Nullable RedisServer redis;
    private final String databaseUrl;
    private final String redisUrl;

    private EmbeddedServers(
            @Nullable EmbeddedPostgres postgres, @Nullable RedisServer redis, String databaseUrl, String redisUrl) {
        this.postgres = postgres;
        this.redis = redis;
        this.databaseUrl = databaseUrl;
        this.redisUrl = redisUrl;
    }

    /** Blocks for some seconds. */
    static EmbeddedServers start(Map<String, String> environment) {
        return start(environment, true);
    }

    /** Redis alone; there is no database then. */
    static EmbeddedServers redisOnly(Map<String, String> environment) {
        return start(environment, false);
    }

    private static EmbeddedServers start(Map<String, String> environment, boolean withDatabase) {
        String databaseUrl = environment.getOrDefault("DATABASE_URL", "");
        String redisUrl = environment.getOrDefault("REDIS_URL", "");
        try {
            EmbeddedPostgres postgres = withDatabase && databaseUrl.isEmpty() ? postgres() : null;
            RedisServer redis = redisUrl.isEmpty() ? redis() : null;
            return new EmbeddedServers(
                    postgres,
                    redis,
                    postgres == null
                            ? databaseUrl
                            : "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres",
                    redis == null
                            ? redisUrl
                            : "redis://127.0.0.1:" + redis.ports().get(0));
        } catch (IOException failure) {
            throw new UncheckedIOException("an embedded server doesn't start", failure);
        }
    }

    String databaseUrl() {
        return databaseUrl;
    }

    String redisUrl() {
        return redisUrl;
    }

    private static EmbeddedPostgres postgres() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "256MB")
                .setServerConfig("max_wal_size", "2GB")
                .start();
    }

    private static RedisServer redis() throws IOException {
        RedisServer redis = RedisServer.newRedisServer()
                .port(freePort())
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        return redis;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        try {
            if (redis != null) {
                redis.stop();
            }
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException failure) {
            LOG.warn("event=embedded_server_left_behind reason=\"{}\"", failure.getMessage());
        }
    }
}
