package io.emailservice.service;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.ops.ProcessMetrics;
import io.emailservice.store.Migration;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service as a process of its own: makes Vert.x, starts, waits for a signal, stops in order. Main thread only. */
public final class ServiceProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);
    private static final Duration MIGRATION = Duration.ofMinutes(10);

    private final ServiceConfig config;
    private final PrometheusMeterRegistry registry = ProcessMetrics.createRegistry();

    public ServiceProcess(ServiceConfig config) {
        this.config = config;
    }

    /**
     * Serves until the process is told to stop (TERM or INT), then drains.
     *
     * @return exit code: 0 if everything in flight was settled or handed back within the limit
     */
    public int runUntilStopped() {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            await(ended, config.process().stopTimeout().plusSeconds(5));
        }));
        Vertx vertx = result(vertx(config.process(), registry), MIGRATION);
        boolean clean;
        try {
            Service service = result(Service.start(vertx, config, registry, Clock.systemUTC()), Duration.ofDays(1));
            LOG.info("event=ready port={} native_transport={}", service.port(), vertx.isNativeTransportEnabled());
            await(told, Duration.ofDays(36_500));
            clean = stop(service);
        } finally {
            result(vertx.close(), Duration.ofSeconds(10));
            ended.countDown();
        }
        return clean ? 0 : 1;
    }

    /** Brings the schema up to date and ends; 0 for success. */
    public int migrate() {
        Vertx vertx = Vertx.vertx();
        try {
            LOG.info("event=migrated version={}", result(Migration.run(vertx, config.store()), MIGRATION));
            return 0;
        } finally {
            result(vertx.close(), Duration.ofSeconds(10));
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
                .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
        VertxBuilder builder = Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(registry));
        return process.cluster()
                ? builder.withClusterManager(new InfinispanClusterManager()).buildClustered()
                : Future.succeededFuture(builder.build());
    }

    private boolean stop(Service service) {
        LOG.info("event=stopping");
        try {
            result(service.stop(), config.process().stopTimeout());
            LOG.info("event=stopped");
            return true;
        } catch (IllegalStateException failure) {
            LOG.warn("event=stopped_unclean reason=\"{}\"", failure.getMessage());
            return false;
        }
    }

    private static void await(CountDownLatch latch, Duration limit) {
        try {
            if (!latch.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("event=wait_over limit={}", limit);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @CanIgnoreReturnValue
    private static <T> T result(Future<T> future, Duration limit) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(String.valueOf(failed.getCause()), failed);
        } catch (TimeoutException late) {
            throw new IllegalStateException("not done within " + limit, late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
