package io.emailservice.twin;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running stand-in for Mailgun and Amazon SES, with SNS and SQS, on one port. */
public final class Twin {
    private static final Logger LOG = LoggerFactory.getLogger(Twin.class);

    private final Vertx vertx;
    private final String deployment;
    private final int port;

    private Twin(Vertx vertx, String deployment, int port) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.port = port;
    }

    /** Starts a twin on its own event loop; fails if the port is taken. */
    public static Future<Twin> start(Vertx vertx, TwinConfig config) {
        return start(vertx, config, Clock.systemUTC());
    }

    /** Starts a twin that takes its time from {@code clock}. */
    public static Future<Twin> start(Vertx vertx, TwinConfig config, Clock clock) {
        Loop loop = new Loop(config, clock);
        return vertx.deployVerticle(loop).map(deployment -> {
            LOG.info("twin started port={}", loop.port());
            return new Twin(vertx, deployment, loop.port());
        });
    }

    public int port() {
        return port;
    }

    /** Closes every connection and frees the port; the record is gone. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    /** The one event loop that owns all state of a twin. */
    private static final class Loop extends VerticleBase {
        private final TwinConfig config;
        private final Clock clock;
        private volatile int port;

        Loop(TwinConfig config, Clock clock) {
            this.config = config;
            this.clock = clock;
        }

        int port() {
            return port;
        }

        @Override
        public Future<?> start() {
            Parts parts = new Parts(vertx, config, clock);
            return vertx.createHttpServer(options())
                    .requestHandler(parts.server()::handle)
                    .listen(config.port(), config.host())
                    .onSuccess(listening -> {
                        port = listening.actualPort();
                        parts.begin(port);
                    });
        }

        private static HttpServerOptions options() {
            return new HttpServerOptions()
                    .setHandle100ContinueAutomatically(true)
                    .setHttp2ClearTextEnabled(false)
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setMaxHeaderSize(32 * 1024)
                    .setIdleTimeout(0);
        }
    }
}
