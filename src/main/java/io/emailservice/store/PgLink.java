package io.emailservice.store;

import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/** Opens connections to PostgreSQL for the running service. */
final class PgLink {
    private static final int LONGEST_CACHED_SQL = 32_768;

    private PgLink() {}

    /** A pool that belongs to the calling context. Connects when first used. */
    static Pool pool(Vertx vertx, StoreConfig config) {
        return pool(vertx, config, "store", config.poolSize(), connection(config));
    }

    /**
     * The same with one connection, for a statement that looks nothing up in a table: no table can make its plan a bad
     * one, so it is planned once.
     */
    static Pool planned(Vertx vertx, StoreConfig config, String name) {
        return pool(vertx, config, name, 1, connection(config).addProperty("plan_cache_mode", "force_generic_plan"));
    }

    private static Pool pool(Vertx vertx, StoreConfig config, String name, int size, PgConnectOptions connection) {
        PoolOptions pool = new PoolOptions()
                .setName(name)
                .setMaxSize(size)
                .setMaxWaitQueueSize(config.waitQueue())
                .setConnectionTimeout(Math.toIntExact(config.statementTimeout().toMillis()))
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
        return PgBuilder.pool()
                .with(pool)
                .with(network(config))
                .connectingTo(connection)
                .using(vertx)
                .build();
    }

    /**
     * A connection that a firewall or a failover has forgotten tells nobody. It ends when nothing of what was sent is
     * acknowledged for as long as a statement may take, so that its statements fail and another takes its place.
     */
    private static NetClientOptions network(StoreConfig config) {
        return new NetClientOptions()
                .setTcpUserTimeout(Math.toIntExact(config.statementTimeout().toMillis()));
    }

    static PgConnectOptions connection(StoreConfig config) {
        PgConnectOptions options = PgConnectOptions.fromUri(config.url())
                .setUser(config.user())
                .setPassword(config.password().value())
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheSqlLimit(LONGEST_CACHED_SQL)
                .addProperty("application_name", "email-service")
                // A generic plan that was made while a table was small would scan it when it is large.
                .addProperty("plan_cache_mode", "force_custom_plan")
                .addProperty("jit", "off")
                .addProperty("TimeZone", "UTC")
                .addProperty(
                        "statement_timeout",
                        String.valueOf(config.statementTimeout().toMillis()))
                .addProperty(
                        "idle_in_transaction_session_timeout",
                        String.valueOf(config.statementTimeout().toMillis()));
        return options.getSslMode() == SslMode.DISABLE ? options : options.setSslOptions(tls(options.getSslMode()));
    }

    /** As libpq has it: only the modes that begin with {@code verify} check whom they talk to. */
    private static ClientSSLOptions tls(SslMode mode) {
        boolean verify = mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
        return new ClientSSLOptions()
                .setTrustAll(!verify)
                .setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
    }
}
