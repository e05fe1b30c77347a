package io.emailservice.service;

import io.emailservice.api.ApiKeys;
import io.emailservice.api.Authentication;
import io.emailservice.api.BusIntake;
import io.emailservice.api.CancelDesk;
import io.emailservice.api.CancelRoutes;
import io.emailservice.api.ClusterRoutes;
import io.emailservice.api.ContractRoute;
import io.emailservice.api.DeadLetterBook;
import io.emailservice.api.DeadLetterRoutes;
import io.emailservice.api.EndpointRoutes;
import io.emailservice.api.EventRoutes;
import io.emailservice.api.HoldRoutes;
import io.emailservice.api.HttpVerticle;
import io.emailservice.api.Intake;
import io.emailservice.api.MessageRoutes;
import io.emailservice.api.OperatorRoutes;
import io.emailservice.api.Reception;
import io.emailservice.api.RouteMount;
import io.emailservice.api.SettleRoutes;
import io.emailservice.api.StepRoutes;
import io.emailservice.api.SuppressionRoutes;
import io.emailservice.api.SuppressionTransfers;
import io.emailservice.api.UncertainDesk;
import io.emailservice.intake.IntakeDefaults;
import io.emailservice.intake.SendRequests;
import io.emailservice.message.Stream;
import io.emailservice.message.Uuid7;
import io.emailservice.ops.Health;
import io.emailservice.ops.LoopBeats;
import io.emailservice.store.Store;
import io.emailservice.suppression.EntryReader;
import io.emailservice.tracking.TrackingRoutes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;

/** The parts that face callers, recipients and operators: HTTP and the bus, wired but not yet deployed. */
final class Entrances {
    private final HttpVerticle http;
    private final BusIntake bus;

    Entrances(
            Vertx vertx,
            ServiceConfig config,
            Store store,
            EventRelays relays,
            Intake intake,
            UncertainDesk desk,
            CancelDesk cancel,
            PostEntrances posts,
            StoredHolds holds,
            DeadLetterBook deadLetters,
            Health health,
            LoopBeats beats,
            PrometheusMeterRegistry registry,
            Metrics metrics,
            Clock clock) {
        SendRequests requests = new SendRequests(config.intake());
        Reception reception = new Reception(
                config.http(),
                (json, tenant, key) -> requests.decode(json, new IntakeDefaults(tenant, Stream.TRANSACTIONAL, key)),
                intake,
                metrics,
                clock);
        TrackingRoutes tracking =
                new TrackingRoutes(config.tracking(), new Engaged(store.posts(), new Uuid7(clock)), clock);
        Authentication authentication = new Authentication(new ApiKeys(config.http()));
        StoredSuppressions book = new StoredSuppressions(store.suppressions());
        EntryReader entries = new EntryReader(new RecipientRules(), clock);
        Timelined messages = new Timelined(store.timelines(), holds::stopping);
        List<RouteMount> mounts = List.of(
                new OperatorRoutes(vertx, beats, health, registry),
                new ContractRoute(),
                tracking::mount,
                posts.routes()::mount,
                new MessageRoutes(config.http(), authentication, reception, messages),
                new SettleRoutes(authentication, messages, desk),
                new CancelRoutes(authentication, messages, cancel),
                new StepRoutes(authentication, new StoredSteps(store.stepExecutions())),
                new ClusterRoutes(authentication, new StoredClusters(store.unsubscribeClusters())),
                new HoldRoutes(authentication, holds),
                new DeadLetterRoutes(authentication, deadLetters),
                new SuppressionTransfers(authentication, book, entries, config.suppression()),
                new SuppressionRoutes(authentication, book, entries),
                new EndpointRoutes(
                        authentication,
                        new StoredEndpoints(store, config.events().webhooks())),
                new EventRoutes(
                        authentication,
                        new PositionedEvents(relays.log()),
                        config.http().maxEventStreams()));
        this.http = new HttpVerticle(config.http(), clock, mounts);
        this.bus = new BusIntake(reception);
    }

    HttpVerticle http() {
        return http;
    }

    BusIntake bus() {
        return bus;
    }
}
