package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The store, open. Belongs to the context that opened it; what it offers may be used from any context. */
public final class Store {
    private static final Logger log = LoggerFactory.getLogger(Store.class);
    private static final Duration ROUND = Duration.ofHours(1);
    private static final Duration HEALTH = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Pool pool;
    private final Clock clock;
    private final PgMessages messages;
    private final PgEventLog events;
    private final EventReaders eventReaders;
    private final WebhookEndpoints webhookEndpoints;
    private final WebhookDeliveries webhookDeliveries;
    private final MessageWatch messageWatch;
    private final Timelines timelines;
    private final Templates templates;
    private final RefusedJobs refusedJobs;
    private final Redrives redrives;
    private final Posts posts;
    private final UnsubscribeClusters unsubscribeClusters;
    private final Holds holds;
    private final Suppressions suppressions;
    private final SuppressionSyncs suppressionSyncs;
    private final Census census;
    private final Partitions partitions;
    private final Retention retention;
    private final long rounds;

    private Store(Vertx vertx, Pool pool, StoreConfig config, Clock clock, StoreMetrics metrics) {
        this.vertx = vertx;
        this.pool = pool;
        this.clock = clock;
        BatchLimits limits = new BatchLimits(
                config.batchRows(),
                1,
                config.linger(),
                config.waiting(),
                config.deadline(),
                config.statementTimeout().plusSeconds(2));
        this.messages = new PgMessages(vertx, pool, clock, limits, metrics);
        this.events = new PgEventLog(vertx, pool, clock, limits, metrics);
        this.eventReaders = new EventReaders(pool, clock);
        this.webhookEndpoints = new WebhookEndpoints(pool, clock);
        this.webhookDeliveries = new WebhookDeliveries(pool);
        this.messageWatch = new MessageWatch(vertx, pool, clock, limits, metrics);
        this.timelines = new Timelines(pool, messages);
        this.templates = new Templates(pool, clock);
        this.refusedJobs = new RefusedJobs(pool, clock, config.retention());
        this.redrives = new Redrives(pool, clock, config.retention());
        this.unsubscribeClusters = new UnsubscribeClusters(pool, clock, config.retention());
        this.posts =
                new Posts(vertx, pool, PgLink.planned(vertx, config, "posts"), clock, limits.withoutLinger(), metrics);
        this.holds = new Holds(vertx, pool, config, clock);
        this.suppressions = new Suppressions(pool, clock, config.retention());
        this.suppressionSyncs = new SuppressionSyncs(pool);
        this.census = new Census(pool);
        this.partitions = new Partitions(pool, clock, config.partitionsAhead());
        this.retention = new Retention(pool, clock, config.retention());
        this.rounds = vertx.setPeriodic(ROUND.toMillis(), tick -> keepPartitions());
    }

    /** Migrates if configured, makes the partitions, and opens. Call it on the event loop that shall own the writers. */
    public static Future<Store> open(Vertx vertx, StoreConfig config, Clock clock, StoreMetrics metrics) {
        Future<?> migrated = config.migrate() ? Migration.run(vertx, config) : Future.succeededFuture();
        return migrated.compose(done -> {
            Pool pool = PgLink.pool(vertx, config);
            Store store = new Store(vertx, pool, config, clock, metrics);
            return store.partitions.make().map(made -> store).recover(failure -> store.close()
                    .transform(closed -> Future.failedFuture(failure)));
        });
    }

    /** Jobs of which no message could be made. */
    public RefusedJobs refusedJobs() {
        return refusedJobs;
    }

    /** What failed for good. */
    public DeadLetters deadLetters() {
        return new DeadLetters(pool);
    }

    /** What was made out of that. */
    public Redrives redrives() {
        return redrives;
    }

    /** What providers and recipients tell, as it comes in. */
    public Posts posts() {
        return posts;
    }

    /** What follows from it. */
    public Feedbacks feedbacks(Labeller labeller, SoftBounces rules) {
        FeedbackWork work =
                new FeedbackWork(new FeedbackStatement(clock), new AddressStatement(clock, rules), labeller);
        return new Feedbacks(pool, clock, work);
    }

    /** Whom tenants must not mail. */
    public Suppressions suppressions() {
        return suppressions;
    }

    /** How far lists of providers have followed them, and they the lists. */
    public SuppressionSyncs suppressionSyncs() {
        return suppressionSyncs;
    }

    /** Unsubscribes that may be a machine's. */
    public UnsubscribeClusters unsubscribeClusters() {
        return unsubscribeClusters;
    }

    /** What must not be sent for now, or at all. */
    public Holds holds() {
        return holds;
    }

    /** How far the messages of callers' steps are. */
    public StepExecutions stepExecutions() {
        return new StepExecutions(pool);
    }

    /** The same again, by today's reader. */
    public Replay replay(Labeller labeller, SoftBounces rules) {
        CorrectionStatement statement = new CorrectionStatement(
                clock, new FeedbackStatement(clock), new AddressStatement(clock, rules), labeller);
        return new Replay(pool, clock, labeller, statement);
    }

    /** Counts for demo and benchmarks. */
    public Census census() {
        return census;
    }

    public Messages messages() {
        return messages;
    }

    public EventLog events() {
        return events;
    }

    /** How far the readers of the event log are, and who reads for them. */
    public EventReaders eventReaders() {
        return eventReaders;
    }

    /** Where tenants want their events posted. */
    public WebhookEndpoints webhookEndpoints() {
        return webhookEndpoints;
    }

    /** What was not posted yet. */
    public WebhookDeliveries webhookDeliveries() {
        return webhookDeliveries;
    }

    /** Messages whose job isn't over, for the sweeper. */
    public MessageWatch messageWatch() {
        return messageWatch;
    }

    public Timelines timelines() {
        return timelines;
    }

    public Templates templates() {
        return templates;
    }

    /** Succeeds if PostgreSQL answers within two seconds. */
    public Future<Void> health() {
        return pool.query("SELECT 1")
                .execute()
                .timeout(HEALTH.toMillis(), TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    /** Refuses new work, waits until everything accepted is answered, then disconnects. */
    public Future<Void> close() {
        vertx.cancelTimer(rounds);
        return Future.join(messages.close(), events.close(), posts.close(), messageWatch.close())
                .<Void>mapEmpty()
                .eventually(pool::close);
    }

    private void keepPartitions() {
        partitions
                .make()
                .compose(made -> retention.drop())
                .compose(dropped -> refusedJobs.drop())
                .compose(dropped -> redrives.drop())
                .compose(dropped -> suppressions.drop())
                .compose(dropped -> unsubscribeClusters.drop())
                .compose(dropped -> holds.drop())
                .onFailure(failure -> log.warn("partitions not kept reason={}", failure.toString()));
    }
}
