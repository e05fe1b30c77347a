package io.emailservice.api;

import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server: one router with every mounted part, one failure handler. Instances share the port. */
public final class HttpVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HttpVerticle.class);

    private final ApiConfig config;
    private final Clock clock;
    private final List<RouteMount> mounts;
    private @Nullable HttpServer server;

    public HttpVerticle(ApiConfig config, Clock clock, List<RouteMount> mounts) {
        this.config = config;
        this.clock = clock;
        this.mounts = List.copyOf(mounts);
    }

    @Override
    public Future<?> start() {
        HttpServer created = vertx.createHttpServer(options()).requestHandler(router());
        server = created;
        return created.listen()
                .onSuccess(listening ->
                        LOG.info("event=http_listening host={} port={}", config.host(), listening.actualPort()));
    }

    /** Takes no new connections; requests in flight finish or are cut at the limit. */
    @Override
    public Future<?> stop() {
        return server == null
                ? Future.succeededFuture()
                : server.shutdown(config.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The port it listens on, once started. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.actualPort();
    }

    private Router router() {
        Router router = Router.router(vertx);
        new Failures(clock).watch(router);
        router.route().handler(new RequestIds(new Uuid7(clock)));
        mounts.forEach(mount -> mount.mount(router));
        return router;
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxInitialLineLength(config.maxUrlBytes())
                .setIdleTimeout((int) config.idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false);
    }
}
