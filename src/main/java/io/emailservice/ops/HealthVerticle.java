package io.emailservice.ops;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Runs the checks of {@link Health} at the start and then at their interval, on its own event loop. One instance. */
public final class HealthVerticle extends VerticleBase {
    private final Health health;
    private final HealthConfig config;

    public HealthVerticle(Health health, HealthConfig config) {
        this.health = health;
        this.config = config;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(config.interval().toMillis(), timer -> health.run());
        return health.run();
    }
}
