package io.emailservice.api;

import io.emailservice.ops.Health;
import io.emailservice.ops.HealthHandler;
import io.emailservice.ops.LoopBeats;
import io.emailservice.ops.MetricsHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}: open, so keep them off the public network. */
public final class OperatorRoutes implements RouteMount {
    private final Vertx vertx;
    private final LoopBeats beats;
    private final Health health;
    private final PrometheusMeterRegistry registry;

    public OperatorRoutes(Vertx vertx, LoopBeats beats, Health health, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.beats = beats;
        this.health = health;
        this.registry = registry;
    }

    @Override
    public void mount(Router router) {
        router.get("/health/live").handler(new HealthHandler(beats::live));
        router.get("/health/ready").handler(new HealthHandler(health::ready));
        router.get("/metrics").handler(new MetricsHandler(vertx, registry));
    }
}
