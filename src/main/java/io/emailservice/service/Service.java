package io.emailservice.service;

import io.emailservice.api.HttpVerticle;
import io.emailservice.api.Intake;
import io.emailservice.bus.Address;
import io.emailservice.delivery.Account;
import io.emailservice.delivery.DeliveryVerticle;
import io.emailservice.delivery.Lanes;
import io.emailservice.delivery.SweepVerticle;
import io.emailservice.intake.SendRequests;
import io.emailservice.limit.LimitScript;
import io.emailservice.limit.SharedLimits;
import io.emailservice.message.Stream;
import io.emailservice.message.Uuid7;
import io.emailservice.ops.Health;
import io.emailservice.ops.HealthCheck;
import io.emailservice.ops.HealthVerticle;
import io.emailservice.ops.LoopBeats;
import io.emailservice.ops.LoopVerticle;
import io.emailservice.ops.Meters;
import io.emailservice.provider.AccountConfig;
import io.emailservice.provider.SenderVerticle;
import io.emailservice.queue.DepthReader;
import io.emailservice.queue.JobPoller;
import io.emailservice.queue.JobProducer;
import io.emailservice.queue.JobRevival;
import io.emailservice.queue.QueueSetup;
import io.emailservice.queue.RedisLink;
import io.emailservice.render.RenderVerticle;
import io.emailservice.render.Renderer;
import io.emailservice.render.TemplateTags;
import io.emailservice.store.DeadLetters;
import io.emailservice.store.SoftBounces;
import io.emailservice.store.Store;
import io.emailservice.suppression.SuppressionConfig;
import io.emailservice.suppression.sync.SyncConfig;
import io.emailservice.suppression.sync.SyncParts;
import io.emailservice.template.Templates;
import io.emailservice.tracking.Tracker;
import io.emailservice.webhook.FeedbackVerticle;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The running service. Starts from the store upwards to the poller, so that nothing is claimed before it can be
 * finished; stops the other way round, so that everything in flight is settled or handed back.
 */
public final class Service {
    private final Vertx vertx;
    private final ServiceConfig config;
    private final ServiceParts parts;
    private final PrometheusMeterRegistry registry;
    private final Clock clock;
    private final Metrics metrics;
    private final WriteWatch writes;
    private final QueueSetup queueSetup;
    private final RedisLink redis;
    private final StopSteps stops = new StopSteps();
    private @Nullable Store store;
    private @Nullable FeedbackVerticle feedback;
    private @Nullable Health health;
    private @Nullable HttpVerticle http;

    private Service(
            Vertx vertx, ServiceConfig config, ServiceParts parts, PrometheusMeterRegistry registry, Clock clock) {
        this.parts = parts;
        this.vertx = vertx;
        this.config = config;
        this.registry = registry;
        this.clock = clock;
        this.metrics = new Metrics(registry);
        this.writes = new WriteWatch(
                metrics,
                config.health().timeout(),
                config.store().statementTimeout().plusSeconds(3),
                clock);
        this.queueSetup = new QueueSetup(config.queue(), metrics, clock);
        this.redis = new RedisLink(vertx, queueSetup);
    }

    /**
     * Starts everything in order; completes when jobs are being claimed. While PostgreSQL is away it waits for it; a
     * Redis that is away keeps nothing from starting. After a failure everything that was started is stopped again.
     */
    public static Future<Service> start(
            Vertx vertx, ServiceConfig config, PrometheusMeterRegistry registry, Clock clock) {
        return start(vertx, config, ServiceParts.WHOLE, registry, clock);
    }

    /** With other parts in it. */
    static Future<Service> start(
            Vertx vertx, ServiceConfig config, ServiceParts parts, PrometheusMeterRegistry registry, Clock clock) {
        Service service = new Service(vertx, config, parts, registry, clock);
        Address.install(vertx);
        return service.start().map(service).recover(failure -> service.stop()
                .transform(stopped -> Future.failedFuture(failure)));
    }

    /** Takes nothing new, finishes what is in flight within the drain limit, then closes from the poller down. */
    public Future<Void> stop() {
        Health known = health;
        if (known != null) {
            known.drain();
        }
        return stops.run();
    }

    /** Adds jobs to the queues that this service works off. */
    public JobProducer producer() {
        return new JobProducer(queueSetup, redis);
    }

    /** The store, open from the start to the stop. */
    public Store store() {
        return Objects.requireNonNull(store, "not started");
    }

    /** The port of the HTTP server. */
    public int port() {
        return Objects.requireNonNull(http, "not started").port();
    }

    private Future<Void> start() {
        return new StoreOpening(vertx, config.store(), clock, writes).open().compose(opened -> {
            store = opened;
            stops.add("store", opened::close);
            stops.add("redis", redis::close);
            redis.open();
            return deployAll(opened);
        });
    }

    private Future<Void> deployAll(Store opened) {
        AccountLimits limits = AccountLimits.of(config.providers().accounts(), clock);
        Map<String, Account> accounts = new LinkedHashMap<>();
        List<SenderVerticle> senders = new ArrayList<>();
        Alerts alerts =
                new Alerts(opened.events(), config.providers().accounts().size());
        HoldWatch holds = new HoldWatch(opened.holds(), clock);
        config.providers().accounts().forEach((name, account) -> {
            AccountWatch watch = new AccountWatch(alerts, limits.get(name));
            SenderVerticle sender = new SenderVerticle(name, account, clock, registry, watch, holds);
            senders.add(sender);
            accounts.put(name, new RoutedAccount(sender.account(), limits.get(name), holds, clock));
        });
        Lanes lanes = new Lanes(accounts.values(), config.delivery());
        EventRelays relays = new EventRelays(vertx, config.events(), opened, new Meters(registry), clock);
        return relays.deploy((name, options, relay) -> deploy(name, options, () -> relay))
                .compose(done -> deploy("holds", new DeploymentOptions(), () -> holds))
                .compose(done -> deploySenders(senders))
                .compose(done -> deployRender(new Tracker(config.tracking())))
                .compose(done -> deployDelivery(opened, accounts, limits, lanes, holds))
                .compose(done -> deployFeedback(opened))
                .compose(done -> deploySuppressionSync(opened))
                .compose(done -> deployEntrances(opened, lanes, relays, alerts, holds))
                .compose(done -> deployPoller(opened, lanes));
    }

    private Future<Void> deploySenders(List<SenderVerticle> senders) {
        return Future.all(senders.stream()
                        .map(sender ->
                                deploy("sender " + sender.account().name(), new DeploymentOptions(), () -> sender))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> deployRender(Tracker tracker) {
        Renderer renderer = new Renderer(config.render(), clock, tracker::unsubscribeUrl);
        return deploy(
                "render",
                RenderVerticle.deployment(config.render()),
                () -> new RenderVerticle(renderer, tracker::finish));
    }

    private Future<Void> deployDelivery(
            Store store, Map<String, Account> accounts, AccountLimits limits, Lanes lanes, HoldWatch holds) {
        Templates templates =
                new Templates(new StoredTemplates(store.templates()), TemplateTags::partials, config.template(), clock);
        SharedLimits shared = new SharedLimits(
                config.limits(),
                limits.byName(),
                redis.guest("limits", LimitScript.text())::apply,
                new LimitMeters(new Meters(registry)),
                clock);
        BusLinks links =
                new BusLinks(vertx, templates, store.posts(), config.providers().accounts());
        return deploy(
                "delivery",
                new DeploymentOptions(),
                () -> new DeliveryVerticle(
                        parts.messages().apply(store.messages()),
                        parts.links().apply(links),
                        shared,
                        accounts,
                        lanes,
                        config.delivery(),
                        holds,
                        metrics,
                        clock));
    }

    private Future<Void> deployFeedback(Store store) {
        PostReader reader = PostReader.ofAllSources(clock);
        StoredBacklog backlog =
                new StoredBacklog(store.feedbacks(new Labels(), softBounces(config)), store.posts(), reader);
        FeedbackVerticle verticle =
                new FeedbackVerticle(backlog, metrics, config.webhooks().readingGivesWay(), clock);
        feedback = verticle;
        return deploy("feedback", new DeploymentOptions(), () -> verticle);
    }

    private Future<Void> deploySuppressionSync(Store store) {
        SyncConfig sync = config.suppression().sync();
        if (sync.accounts().isEmpty()) {
            return Future.succeededFuture();
        }
        StoredSyncLedger ledger =
                new StoredSyncLedger(store.suppressions(), store.suppressionSyncs(), new Uuid7(clock).next());
        SyncParts parts =
                new SyncParts(sync, ledger, new RecipientRules(), new SyncMeters(new Meters(registry)), clock);
        return deploy(
                "suppression sync",
                new DeploymentOptions(),
                () -> SuppressionSync.verticle(parts, config.providers().accounts()));
    }

    static SoftBounces softBounces(ServiceConfig config) {
        SuppressionConfig.SoftBounces rules = config.suppression().softBounces();
        return new SoftBounces(rules.run(), rules.within(), rules.rest());
    }

    private Future<Void> deployEntrances(
            Store opened, Lanes lanes, EventRelays relays, Alerts alerts, HoldWatch holds) {
        QueueWatch watch = new QueueWatch(
                new DepthReader(queueSetup, redis), config.streams().byQueue(), lanes, metrics, registry);
        Health checked = new Health(
                clock,
                config.health(),
                checks(opened, relays, holds),
                List.of(watch, Objects.requireNonNull(feedback)));
        LoopBeats beats = new LoopBeats(clock, config.health());
        StoredJobs jobs = storedJobs(opened);
        Intake intake = new StoredIntake(
                opened.messages(),
                jobs,
                opened.messageWatch(),
                queueOfStream(),
                config.sweep().lead(),
                clock);
        StoredDesk desk = new StoredDesk(opened.messages(), producer());
        PostEntrances posts = new PostEntrances(vertx, config, opened, alerts, registry, clock);
        StoredHolds holdBook = new StoredHolds(
                opened.holds(), holds, config.providers().accounts().keySet(), watch::notYetRead, clock);
        Entrances entrances = new Entrances(
                vertx,
                config,
                opened,
                relays,
                intake,
                desk,
                new StoredCancel(opened.messages(), producer()),
                posts,
                holdBook,
                deadLetters(opened, intake),
                checked,
                beats,
                registry,
                metrics,
                clock);
        health = checked;
        http = entrances.http();
        DeploymentOptions perLoop =
                new DeploymentOptions().setInstances(config.process().loops());
        return deploy("queue watch", new DeploymentOptions(), () -> watch)
                .compose(done -> deploy("beats", perLoop, () -> new LoopVerticle(beats)))
                .compose(done ->
                        deploy("health", new DeploymentOptions(), () -> new HealthVerticle(checked, config.health())))
                .compose(done -> deploy("http", new DeploymentOptions(), entrances::http))
                .compose(done -> deploy("bus intake", new DeploymentOptions(), entrances::bus))
                .compose(done -> deployQueues(posts))
                .compose(done -> deploySweeper(opened, jobs));
    }

    private StoredDeadLetters deadLetters(Store opened, Intake intake) {
        DeadRequests requests = new DeadRequests(opened.messages(), opened.refusedJobs());
        Redriver redriver = new Redriver(
                requests,
                new SendRequests(config.intake()),
                intake,
                opened.redrives(),
                config.streams().byQueue(),
                clock);
        DeadLetters letters = opened.deadLetters();
        return new StoredDeadLetters(letters, requests, redriver, new RedriveRun(letters, redriver, clock));
    }

    private StoredJobs storedJobs(Store opened) {
        return new StoredJobs(
                opened.messages(),
                new JobRevival(redis),
                producer(),
                config.streams().byQueue().keySet(),
                queueOfStream(),
                clock);
    }

    private Future<Void> deploySweeper(Store opened, StoredJobs jobs) {
        SweepMeters meters = new SweepMeters(new Meters(registry), clock);
        return deploy(
                "sweeper",
                new DeploymentOptions(),
                () -> new SweepVerticle(
                        opened.messageWatch(),
                        jobs,
                        config.sweep(),
                        config.delivery().settleHorizon(),
                        meters,
                        clock));
    }

    private Future<Void> deployQueues(PostEntrances posts) {
        List<Future<Void>> deployed = new ArrayList<>();
        posts.queues()
                .forEach((name, queue) ->
                        deployed.add(deploy("queue of posts " + name, new DeploymentOptions(), () -> queue)));
        return Future.all(deployed).mapEmpty();
    }

    private List<HealthCheck> checks(Store opened, EventRelays relays, HoldWatch holds) {
        List<HealthCheck> checks = new ArrayList<>(relays.checks());
        checks.add(new PartCheck("postgres", opened::health));
        checks.add(writes);
        checks.add(new PartCheck("redis", redis::ping));
        checks.add(holds);
        return checks;
    }

    /** The first queue of each stream in the order of their names. */
    private Map<Stream, String> queueOfStream() {
        Map<Stream, String> queues = new EnumMap<>(Stream.class);
        new TreeMap<>(config.streams().byQueue()).forEach((queue, stream) -> queues.putIfAbsent(stream, queue));
        return queues;
    }

    /** Last to start and first to stop: its stop ends when every job in flight is settled or handed back. */
    private Future<Void> deployPoller(Store store, Lanes lanes) {
        Map<String, Stream> streams = config.streams().byQueue();
        JobDelivery delivery = new JobDelivery(
                vertx,
                new SendRequests(config.intake()),
                streams,
                config.delivery(),
                store.refusedJobs()::add,
                longestDelivery());
        return deploy(
                "poller",
                new DeploymentOptions(),
                () -> new JobPoller(
                        queueSetup,
                        redis,
                        delivery,
                        queue -> lanes.free(Objects.requireNonNull(streams.get(queue), queue))));
    }

    /** Every account in turn, and the store around them. */
    private Duration longestDelivery() {
        Duration longest = config.store().deadline().multipliedBy(2);
        for (AccountConfig account : config.providers().accounts().values()) {
            longest = longest.plus(account.sender().answerWithin())
                    .plus(config.limits().maxWait())
                    .plus(config.store().deadline().multipliedBy(2));
        }
        return longest;
    }

    private Future<Void> deploy(String name, DeploymentOptions options, Supplier<Deployable> verticle) {
        return vertx.deployVerticle(verticle, options).map(id -> {
            stops.add(name, () -> vertx.undeploy(id));
            return null;
        });
    }
}
