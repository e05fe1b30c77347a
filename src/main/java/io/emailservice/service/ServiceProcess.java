package io.emailservice.service;

import io.emailservice.ops.ProcessMetrics;
import io.emailservice.store.Migration;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service as a process of its own: makes Vert.x, starts, waits for a signal, stops in order. Main thread only. */
public final class ServiceProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);
    private static final Duration MIGRATION = Duration.ofMinutes(10);
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final ServiceConfig config;
    private final ServiceParts parts;
    private final PrometheusMeterRegistry registry = ProcessMetrics.createRegistry();

    public ServiceProcess(ServiceConfig config) {
        this(config, ServiceParts.WHOLE);
    }

    ServiceProcess(ServiceConfig config, ServiceParts parts) {
        this.config = config;
        this.parts = parts;
    }

    /**
     * Serves until the process is told to stop (TERM or INT), then drains.
     *
     * @return exit code: 0 if everything in flight was settled or handed back within the limit
     */
    public int runUntilStopped() {
        Promise<Void> told = Promise.promise();
        Promise<Void> ended = Promise.promise();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.tryComplete();
            Waiting.on(ended.future(), config.process().stopTimeout().plusSeconds(5));
        }));
        Vertx vertx = Waiting.on(vertx(config.process(), registry), START);
        try {
            return serve(vertx, told.future()) ? 0 : 1;
        } finally {
            vertx.close().onComplete(closed -> ended.tryComplete());
            Waiting.on(ended.future(), CLOSE);
        }
    }

    /** A stop may come while the start still waits for PostgreSQL: then there is nothing to drain. */
    private boolean serve(Vertx vertx, Future<Void> told) {
        Future<Service> starting = Service.start(vertx, config, parts, registry, Clock.systemUTC());
        Waiting.onEither(starting, told);
        if (!starting.isComplete()) {
            LOG.info("event=stopped_before_start");
            return true;
        }
        Service service = starting.result();
        LOG.info("event=ready port={} native_transport={}", service.port(), vertx.isNativeTransportEnabled());
        Waiting.onEither(told, told);
        return stop(service);
    }

    /** Brings the schema up to date and ends; 0 for success. */
    public int migrate() {
        Vertx vertx = Vertx.vertx();
        try {
            LOG.info("event=migrated version={}", Waiting.on(Migration.run(vertx, config.store()), MIGRATION));
            return 0;
        } finally {
            Waiting.on(vertx.close(), CLOSE);
        }
    }

    /** A Vert.x for few threads; 0 event loops mean one per core. */
    public static Future<Vertx> vertx(int eventLoops, PrometheusMeterRegistry registry) {
        return vertx(new ProcessConfig(eventLoops, false, Duration.ofSeconds(45)), registry);
    }

    /** Like {@link #vertx(int, PrometheusMeterRegistry)}, in a cluster if the configuration says so. */
    static Future<Vertx> vertx(ProcessConfig process, PrometheusMeterRegistry registry) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(process.loops())
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(4)
                .setPreferNativeTransport(true)
                .setAddressResolverOptions(new AddressResolverOptions().setQueryTimeout(2_000))
                .setMetricsOptions(new MicrometerMetricsOptions()
                        .setEnabled(true)
                        // Several for every message, each looked up by its name, and none says more than our own.
                        .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS));
        VertxBuilder builder = Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(registry));
        return process.cluster()
                ? builder.withClusterManager(new InfinispanClusterManager()).buildClustered()
                : Future.succeededFuture(builder.build());
    }

    private boolean stop(Service service) {
        LOG.info("event=stopping");
        try {
            Waiting.on(service.stop(), config.process().stopTimeout());
            LOG.info("event=stopped");
            return true;
        } catch (IllegalStateException failure) {
            LOG.warn("event=stopped_unclean reason=\"{}\"", failure.getMessage());
            return false;
        }
    }
}
