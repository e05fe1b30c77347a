package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Redis spends on adding one plain job in batches. Empties the Redis it is given. Prints one line per run. Arguments:
 * URL of a Redis, jobs, jobs per call of the producer, runs.
 */
final class AddBenchmark {
    private static final int DATA_BYTES = 290;
    private static final int LANES = 2;

    private AddBenchmark() {}

    public static void main(String[] arguments) {
        // Threads of Vert.x would keep a process alive whose run has broken.
        try {
            run(arguments);
            System.exit(0);
        } catch (Exception broken) {
            broken.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] arguments) throws InterruptedException {
        int jobs = Integer.parseInt(arguments[1]);
        int batch = Integer.parseInt(arguments[2]);
        int runs = Integer.parseInt(arguments[3]);
        Vertx vertx = Vertx.vertx();
        QueueSetup setup =
                new QueueSetup(QueueConfigs.usual(arguments[0]), new QueueFixture.Counts(), Clock.systemUTC());
        RedisLink link = new RedisLink(vertx, setup);
        link.open();
        while (!link.isUp()) {
            Thread.sleep(10);
        }
        for (int run = 0; run < runs; run++) {
            QueueFixture.await(link.send(Request.cmd(Command.FLUSHALL)));
            measure(new JobProducer(setup, link), link, jobs, batch);
        }
    }

    private static void measure(JobProducer producer, RedisLink link, int jobs, int batch) {
        double before = cpuMicros(link);
        long start = System.nanoTime();
        List<Future<?>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(add(producer, jobs / LANES, batch));
        }
        QueueFixture.await(Future.all(lanes));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "jobs_per_s=%.0f redis_us_per_job=%.1f%n",
                jobs / seconds,
                (cpuMicros(link) - before) / jobs);
    }

    private static Future<?> add(JobProducer producer, int jobs, int batch) {
        if (jobs <= 0) {
            return Future.succeededFuture();
        }
        JobOptions options = JobOptions.DEFAULTS.withAttempts(3).withBackoff(Backoff.exponential(1000));
        String filler = "x".repeat(DATA_BYTES - 20);
        List<NewJob> part = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            part.add(new NewJob("send", Buffer.buffer("{\"n\":" + i + ",\"t\":\"" + filler + "\"}"), options));
        }
        return producer.addAll(QueueFixture.QUEUE, part).compose(added -> add(producer, jobs - batch, batch));
    }

    private static double cpuMicros(RedisLink link) {
        String info = QueueFixture.await(link.send(Request.cmd(Command.INFO).arg("cpu")))
                .toString();
        Matcher used = Pattern.compile("used_cpu_(?:sys|user):([0-9.]+)").matcher(info);
        double seconds = 0;
        while (used.find()) {
            seconds += Double.parseDouble(used.group(1));
        }
        return seconds * 1e6;
    }
}
