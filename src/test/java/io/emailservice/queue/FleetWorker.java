package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of our workers as a process of its own, with a handler that does what a job's data says; serves the queue until its
 * input ends. Arguments: the URL of Redis.
 */
final class FleetWorker {
    static final Duration LOCK = Duration.ofSeconds(1);
    static final Duration STALLED_INTERVAL = Duration.ofMillis(700);
    static final int JOBS_AT_ONCE = 12;
    static final Duration LIMIT = Duration.ofMillis(300);

    /** What it says when it serves the queue. */
    static final String READY = "ready";

    private static final int KILLED = 137;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final AtomicInteger inHand = new AtomicInteger();
    private final Set<String> parents = new HashSet<>();
    private final QueueSetup setup;
    private final RedisLink link;
    private final JobProducer producer;
    private final JobUpdates updates;

    private FleetWorker(String url) {
        setup = new QueueSetup(config(url), QueueMetrics.NONE, Clock.systemUTC());
        link = new RedisLink(vertx, setup);
        producer = new JobProducer(setup, link);
        updates = new JobUpdates(link);
    }

    public static void main(String[] arguments) throws IOException {
        new FleetWorker(arguments[0]).serve();
        System.exit(0);
    }

    private static QueueConfig config(String url) {
        QueueConfig usual = QueueConfigs.usual(url);
        return QueueConfigs.stalled(QueueConfigs.locked(usual, LOCK), STALLED_INTERVAL);
    }

    private void serve() throws IOException {
        link.open();
        JobPoller poller = new JobPoller(setup, link, this::handle, queue -> JOBS_AT_ONCE - inHand.get());
        String deployment = QueueFixture.await(vertx.deployVerticle(poller));
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // Nothing is said but the end.
        }
        QueueFixture.await(vertx.undeploy(deployment).compose(stopped -> link.close()));
        QueueFixture.await(vertx.close());
    }

    private Future<Settlement> handle(Job job) {
        inHand.incrementAndGet();
        JsonObject data = new JsonObject(job.data());
        Promise<Void> worked = Promise.promise();
        vertx.setTimer(data.getLong("ms"), due -> worked.complete());
        return worked.future()
                .compose(done -> act(job, data.getString("act")))
                .onComplete(end -> inHand.decrementAndGet());
    }

    /** The same acts as the official worker of {@link FleetMember} knows. */
    private Future<Settlement> act(Job job, String act) {
        boolean first = job.attemptsStarted() == 1;
        return switch (act) {
            case "report" ->
                updates.progress(job, "{\"part\":0.5}")
                        .compose(told -> updates.log(job, "half done"))
                        .map(told -> done());
            case "children" ->
                first && parents.add(job.id()) ? addChild(job).map(new Settlement.AwaitChildren()) : now(done());
            case "fail" -> now(Settlement.failed(job, "it failed"));
            case "twice" -> now(job.attemptsMade() < 1 ? Settlement.failed(job, "not yet") : done());
            case "unrecoverable" -> now(new Settlement.Fail("no use"));
            case "later" -> now(first ? new Settlement.Delay(Duration.ofMillis(40), "") : done());
            case "again" -> now(first ? new Settlement.Release() : done());
            case "limit" -> now(first ? new Settlement.Limit(LIMIT) : done());
            case "poison" -> {
                Runtime.getRuntime().halt(KILLED);
                yield now(done());
            }
            default -> now(done());
        };
    }

    private Future<String> addChild(Job job) {
        JobOptions options = JobOptions.DEFAULTS
                .withParent(new ParentJob("bull:" + job.queue(), job.id()))
                .withChildFailure(ChildFailure.IGNORE);
        return producer.add(job.queue(), new NewJob("child", Buffer.buffer("{\"act\":\"ok\",\"ms\":5}"), options));
    }

    private static Future<Settlement> now(Settlement settlement) {
        return Future.succeededFuture(settlement);
    }

    private static Settlement done() {
        return new Settlement.Complete("{\"by\":\"java\"}");
    }
}
