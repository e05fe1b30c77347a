package io.emailservice.service;

import io.emailservice.event.kafka.KafkaSink;
import io.emailservice.ops.CheckResult;
import io.emailservice.ops.HealthCheck;
import io.vertx.core.Future;
import java.time.Duration;

/** Tells that events wait for Kafka. Never takes the node out of rotation for it: mail goes on, and nothing is lost. */
record KafkaCheck(EventMeters meters) implements HealthCheck {
    private static final Duration NORMAL = Duration.ofSeconds(10);

    @Override
    public String name() {
        return KafkaSink.NAME;
    }

    @Override
    public Future<CheckResult> check() {
        Duration behind = meters.behind(KafkaSink.NAME);
        return Future.succeededFuture(
                behind.compareTo(NORMAL) < 0
                        ? CheckResult.OK
                        : new CheckResult(true, "events wait for " + behind.toSeconds() + " s"));
    }
}
