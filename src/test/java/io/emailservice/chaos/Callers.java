package io.emailservice.chaos;

import io.emailservice.queue.JobProducer;
import io.emailservice.queue.NewJob;
import io.emailservice.queue.QueueConfig;
import io.emailservice.queue.QueueMetrics;
import io.emailservice.queue.QueueSetup;
import io.emailservice.queue.RedisLink;
import io.emailservice.queue.RedisUrl;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who ask for mail: add jobs in bursts and post requests over HTTP, spread over the time of the round, and repeat each
 * with its key until it is taken. Some repeat it although it was taken.
 */
final class Callers implements AutoCloseable {
    private static final double REPEATED = 0.03;
    private static final long AGAIN_MILLIS = 400;
    private static final long ANSWER_MILLIS = 4_000;
    /** Beyond what the client promises. */
    private static final long LATEST_ANSWER_MILLIS = 6_000;

    private static final int BURST = 60;
    /** Of an answer that says: repeat this. */
    private static final int TRY_AGAIN = 429;

    /** Requests that were taken, with the message's id if the answer told it. */
    final Map<Integer, String> taken = new ConcurrentHashMap<>();
    /** Requests that were refused for good, with the answer: there should be none. */
    final Map<Integer, String> refused = new ConcurrentHashMap<>();

    private final ChaosScene scene;
    private final Requests requests;
    private final Random random;
    private final RedisLink link;
    private final JobProducer producer;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean patient = true;

    Callers(ChaosScene scene, Requests requests, Random random) {
        this.scene = scene;
        this.requests = requests;
        this.random = random;
        QueueConfig config = QueueConfig.DEFAULTS.at(new RedisUrl(scene.servers.redis.url()), "bull");
        QueueSetup setup = new QueueSetup(config, QueueMetrics.NONE, Clock.systemUTC());
        link = new RedisLink(scene.vertx, setup);
        link.open();
        producer = new JobProducer(setup, link);
    }

    /** Returns at once; the last request is made after so many seconds. */
    void begin(int seconds) {
        long span = TimeUnit.SECONDS.toMillis(seconds);
        for (int number = 1; number < requests.count(); number += 2) {
            int one = number;
            boolean twice = random.nextDouble() < REPEATED;
            waiting.incrementAndGet();
            at(span * number / requests.count(), () -> post(one, twice));
        }
        for (int number = 0; number < requests.count(); ) {
            List<Integer> burst = new ArrayList<>();
            for (int size = 1 + random.nextInt(BURST); burst.size() < size && number < requests.count(); number += 2) {
                burst.add(number);
            }
            waiting.incrementAndGet();
            boolean twice = random.nextDouble() < 10 * REPEATED;
            at(span * number / requests.count(), () -> add(burst, twice));
        }
    }

    private void at(long millis, Runnable what) {
        var planned = timer.schedule(what, millis, TimeUnit.MILLISECONDS);
        if (planned.isCancelled()) {
            throw new IllegalStateException("the callers are closed");
        }
    }

    /** Everything was taken, or given up. */
    boolean done() {
        return waiting.get() == 0;
    }

    /** What isn't taken by now is no longer repeated. */
    void giveUp() {
        patient = false;
    }

    private void add(List<Integer> burst, boolean twice) {
        List<Future<Void>> added = new ArrayList<>();
        for (String queue : List.of(Requests.TRANSACTIONAL, Requests.BULK)) {
            List<Integer> ofQueue = burst.stream()
                    .filter(number -> Requests.queue(number).equals(queue))
                    .toList();
            added.add(addAll(queue, ofQueue, twice));
        }
        Future.join(added).onComplete(end -> waiting.decrementAndGet());
    }

    private Future<Void> addAll(String queue, List<Integer> numbers, boolean twice) {
        List<NewJob> jobs = new ArrayList<>(
                numbers.stream().map(number -> requests.job(number, "")).toList());
        if (twice) {
            numbers.forEach(number -> jobs.add(requests.job(number, "-again")));
        }
        return untilTaken(() -> producer.addAll(queue, jobs).map(ids -> {
            numbers.forEach(number -> taken.put(number, ""));
            return true;
        }));
    }

    private void post(int number, boolean twice) {
        untilTaken(() -> ask(number))
                .compose(first -> twice ? untilTaken(() -> ask(number)) : Future.succeededFuture())
                .onComplete(end -> waiting.decrementAndGet());
    }

    private Future<Boolean> ask(int number) {
        return scene.web
                .post(scene.toNodes.port(), "127.0.0.1", "/v1/messages")
                .timeout(ANSWER_MILLIS)
                .putHeader("Authorization", "Bearer key-of-a-test-run")
                .putHeader("Idempotency-Key", requests.key(number))
                .sendJsonObject(requests.body(number))
                .map(answer -> {
                    int status = answer.statusCode();
                    if (status >= 500 || status == TRY_AGAIN) {
                        return false;
                    }
                    if (status >= 300) {
                        refused.put(number, status + " " + answer.bodyAsString());
                        return true;
                    }
                    String id = new JsonObject(answer.bodyAsString()).getString("messageId");
                    String before = taken.putIfAbsent(number, id);
                    if (before != null && !before.equals(id)) {
                        refused.put(number, "answered with " + before + " and with " + id);
                    }
                    return true;
                });
    }

    private interface Try {
        Future<Boolean> once();
    }

    private Future<Void> untilTaken(Try attempt) {
        return Future.succeededFuture()
                .compose(begin -> attempt.once().timeout(LATEST_ANSWER_MILLIS, TimeUnit.MILLISECONDS))
                .recover(lost -> Future.succeededFuture(false))
                .compose(done -> {
                    if (done || !patient) {
                        return Future.succeededFuture();
                    }
                    Promise<Void> rest = Promise.promise();
                    scene.vertx.setTimer(
                            AGAIN_MILLIS, due -> untilTaken(attempt).onComplete(rest));
                    return rest.future();
                });
    }

    @Override
    public void close() {
        timer.shutdownNow();
        Waits.on(link.close());
    }
}
