package io.emailservice.dev;

import io.emailservice.queue.Backoff;
import io.emailservice.queue.JobHandler;
import io.emailservice.queue.JobOptions;
import io.emailservice.queue.JobPoller;
import io.emailservice.queue.JobProducer;
import io.emailservice.queue.Keep;
import io.emailservice.queue.NewJob;
import io.emailservice.queue.QueueConfig;
import io.emailservice.queue.QueueMetrics;
import io.emailservice.queue.QueueSetup;
import io.emailservice.queue.RedisLink;
import io.emailservice.queue.RedisUrl;
import io.emailservice.queue.Settlement;
import io.emailservice.service.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One Redis, our worker and the official one, and the same jobs for both. Each run has keys of its own. */
final class ClaimRig implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final String QUEUE = "email";
    private static final int DATA_BYTES = 270;
    private static final int CHUNK = 1000;
    private static final int ATTEMPTS = 3;
    private static final int JOBS_PER_MILLI = 25;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;

    private final Vertx vertx = Vertx.vertx();
    private final Children children = new Children();
    private final String redisUrl;
    private final int jobs;
    private final Redis redis;
    private int runs;
    private @Nullable Process node;

    /** What one run took. */
    record Run(double jobsPerSecond, double redisMicrosPerJob) {}

    ClaimRig(String redisUrl, int jobs) {
        this.redisUrl = redisUrl;
        this.jobs = jobs;
        this.redis = Redis.createClient(vertx, redisUrl);
    }

    String redisVersion() {
        return find(info("server"), "redis_version:(\\S+)");
    }

    /** The official worker, from the packages of a folder. */
    void startNode(Path folder) {
        node = children.start(
                List.of("node", "--input-type=module", "-e", script()), folder, Map.of("REDIS_URL", redisUrl));
    }

    /**
     * One run of ours.
     *
     * @param scattered jobs end after a while in a random order; else each ends at once
     */
    Run ours(boolean keep, int inFlight, boolean scattered) {
        AtomicInteger settled = new AtomicInteger();
        QueueMetrics metrics = new QueueMetrics() {
            @Override
            public void settled(String queue, Settlement.Kind kind, int settledNow) {
                settled.addAndGet(settledNow);
            }
        };
        return run(keep, metrics, (setup, link) -> {
            long started = System.nanoTime();
            JobPoller poller = new JobPoller(setup, link, handler(scattered ? inFlight : 0), queue -> inFlight);
            String deployment = Waiting.on(vertx.deployVerticle(poller), LIMIT);
            await(() -> settled.get() >= jobs);
            double seconds = (System.nanoTime() - started) / NANOS_PER_SECOND;
            Waiting.on(vertx.undeploy(deployment), LIMIT);
            return seconds;
        });
    }

    /** One run of the official worker. */
    Run node(boolean keep, int concurrency) {
        Process worker = Objects.requireNonNull(node, "the official worker isn't started");
        return run(keep, QueueMetrics.NONE, (setup, link) -> {
            tell(
                    worker,
                    new JsonObject()
                            .put("queue", QUEUE)
                            .put("prefix", setup.config().prefix())
                            .put("jobs", jobs)
                            .put("concurrency", concurrency));
            return Double.parseDouble(Children.awaitLine(worker, "seconds "));
        });
    }

    /** Works off a filled queue; gives the seconds that took. */
    private interface Work {
        double secondsFor(QueueSetup setup, RedisLink link);
    }

    private Run run(boolean keep, QueueMetrics metrics, Work work) {
        String prefix = "bench-" + System.currentTimeMillis() + "-" + ++runs;
        QueueConfig config = QueueConfig.DEFAULTS.at(new RedisUrl(redisUrl), prefix);
        QueueSetup setup = new QueueSetup(config, metrics, Clock.systemUTC());
        RedisLink link = new RedisLink(vertx, setup);
        link.open();
        await(link::isUp);
        fill(new JobProducer(setup, link), keep);
        double before = redisMicros();
        double seconds = work.secondsFor(setup, link);
        Run run = new Run(jobs / seconds, (redisMicros() - before) / jobs);
        Waiting.on(link.close(), LIMIT);
        check(prefix, keep);
        return run;
    }

    private JobHandler handler(int inFlight) {
        Settlement done = new Settlement.Complete("null");
        if (inFlight == 0) {
            Future<Settlement> now = Future.succeededFuture(done);
            return job -> now;
        }
        // Long enough that so many are in flight at full speed.
        int longest = Math.max(2, 2 * inFlight / JOBS_PER_MILLI);
        return job -> Future.future(later ->
                vertx.setTimer(ThreadLocalRandom.current().nextInt(1, longest + 1), due -> later.complete(done)));
    }

    private void fill(JobProducer producer, boolean keep) {
        JobOptions options = JobOptions.DEFAULTS
                .withAttempts(ATTEMPTS)
                .withBackoff(Backoff.exponential(1000))
                .withRemoveOnComplete(keep ? Keep.ALL : Keep.NONE);
        String filler = "x".repeat(DATA_BYTES);
        for (int from = 0; from < jobs; from += CHUNK) {
            List<NewJob> part = new ArrayList<>(CHUNK);
            for (int i = from; i < Math.min(jobs, from + CHUNK); i++) {
                part.add(new NewJob("send", Buffer.buffer("{\"n\":" + i + ",\"t\":\"" + filler + "\"}"), options));
            }
            added(Waiting.on(producer.addAll(QUEUE, part), LIMIT), part.size());
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not done within " + LIMIT);
            }
            Waiting.pause(LOOK);
        }
    }

    private static void added(List<String> ids, int wanted) {
        if (ids.size() != wanted) {
            throw new IllegalStateException("not all jobs were added");
        }
    }

    /** Every job completed and none left, or the figures mean nothing. */
    private void check(String prefix, boolean keep) {
        String keys = prefix + ":" + QUEUE + ":";
        long completed = number(Request.cmd(Command.ZCARD, keys + "completed"));
        long left = number(Request.cmd(Command.LLEN, keys + "wait"))
                + number(Request.cmd(Command.LLEN, keys + "active"))
                + number(Request.cmd(Command.ZCARD, keys + "failed"));
        if (completed != (keep ? jobs : 0) || left != 0) {
            throw new IllegalStateException("completed " + completed + " jobs of " + jobs + ", left " + left);
        }
        forget(prefix);
    }

    private void forget(String prefix) {
        String cursor = "0";
        do {
            Response page = send(Request.cmd(Command.SCAN, cursor, "MATCH", prefix + ":*", "COUNT", CHUNK));
            cursor = page.get(0).toString();
            Request unlink = Request.cmd(Command.UNLINK);
            page.get(1).forEach(key -> unlink.arg(key.toString()));
            if (page.get(1).size() > 0) {
                Waiting.on(redis.send(unlink), LIMIT);
            }
        } while (!cursor.equals("0"));
    }

    private double redisMicros() {
        String info = info("cpu");
        return MICROS_PER_SECOND
                * (Double.parseDouble(find(info, "used_cpu_sys:([0-9.]+)"))
                        + Double.parseDouble(find(info, "used_cpu_user:([0-9.]+)")));
    }

    private String info(String section) {
        return send(Request.cmd(Command.INFO, section)).toString();
    }

    private long number(Request command) {
        return send(command).toLong();
    }

    private Response send(Request command) {
        return Waiting.on(redis.send(command), LIMIT);
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("Redis doesn't tell " + pattern);
        }
        return matcher.group(1);
    }

    private static void tell(Process process, JsonObject task) {
        try {
            process.getOutputStream().write((task.encode() + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException gone) {
            throw new UncheckedIOException("the official worker has ended", gone);
        }
    }

    private static String script() {
        try (InputStream file = ClaimRig.class.getResourceAsStream("claim-worker.mjs")) {
            if (file == null) {
                throw new IllegalStateException("claim-worker.mjs is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        children.close();
        Waiting.on(redis.close().eventually(vertx::close), LIMIT);
    }
}
