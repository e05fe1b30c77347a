package io.emailservice.service;

import io.emailservice.event.BusSink;
import io.emailservice.event.EventConfig;
import io.emailservice.event.EventLog;
import io.emailservice.event.Outbox;
import io.emailservice.event.RelayVerticle;
import io.emailservice.event.SharedPages;
import io.emailservice.event.kafka.KafkaSink;
import io.emailservice.event.webhook.Deliveries;
import io.emailservice.event.webhook.WebhookVerticle;
import io.emailservice.ops.HealthCheck;
import io.emailservice.ops.Meters;
import io.emailservice.store.Cursor;
import io.emailservice.store.Store;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/** The ways out for events, wired but not yet deployed. */
final class EventRelays {
    private final Vertx vertx;
    private final EventConfig config;
    private final EventMeters meters;
    private final Outbox<Cursor> outbox;
    private final Clock clock;
    private final Deliveries deliveries;

    EventRelays(Vertx vertx, EventConfig config, Store store, Meters meters, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.deliveries = new StoredDeliveries(store);
        this.meters = new EventMeters(meters, clock);
        EventLog<Cursor> stored = new StoredEvents(store.events(), store.eventReaders(), config.batch());
        this.outbox = new Outbox<>(
                new SharedPages<>(vertx, stored, clock, config.interval()),
                new StoredLeases(store.eventReaders()),
                this.meters);
    }

    /** Deploys one verticle for each sink. */
    interface Deployment {
        Future<Void> deploy(String name, DeploymentOptions options, VerticleBase verticle);
    }

    Future<Void> deploy(Deployment deployment) {
        meters.watch("bus");
        meters.watch("webhook");
        return deployment
                .deploy(
                        "relay to the bus",
                        new DeploymentOptions(),
                        new RelayVerticle<>(outbox, new BusSink(vertx.eventBus()), config))
                .compose(done -> config.kafka().enabled() ? deployKafka(deployment) : Future.succeededFuture())
                .compose(done -> deployment.deploy(
                        "relay to webhook endpoints",
                        new DeploymentOptions(),
                        new WebhookVerticle<>(outbox, deliveries, config, clock)));
    }

    /** The producer blocks while it looks for its brokers: it has a thread of its own for that. */
    private Future<Void> deployKafka(Deployment deployment) {
        meters.watch(KafkaSink.NAME);
        return deployment.deploy(
                "relay to Kafka",
                new DeploymentOptions().setWorkerPoolName("kafka").setWorkerPoolSize(1),
                new RelayVerticle<>(outbox, new KafkaSink(vertx, config.kafka()), config));
    }

    /** What all sinks read, for others to read with them. */
    EventLog<Cursor> log() {
        return outbox.log();
    }

    List<HealthCheck> checks() {
        return config.kafka().enabled() ? List.of(new KafkaCheck(meters)) : List.of();
    }
}
