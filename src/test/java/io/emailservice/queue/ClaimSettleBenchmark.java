package io.emailservice.queue;

import io.emailservice.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Redis spends on claiming and settling one job: a filled queue, a handler that completes at once. Prints one line per
 * run. Arguments: jobs, jobs in flight, runs, {@code keep} or {@code remove}.
 */
final class ClaimSettleBenchmark {
    private static final int DATA_BYTES = 290;

    private ClaimSettleBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int jobs = Integer.parseInt(arguments[0]);
        int inFlight = Integer.parseInt(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        Keep keep = arguments[3].equals("remove") ? Keep.NONE : Keep.ALL;
        try (TestRedis redis = new TestRedis()) {
            redis.run("CONFIG SET appendonly no");
            for (int run = 0; run < runs; run++) {
                redis.clear();
                try (QueueFixture queue = new QueueFixture(redis)) {
                    measure(redis, queue, jobs, inFlight, keep);
                }
            }
        }
        System.exit(0);
    }

    private static void measure(TestRedis redis, QueueFixture queue, int jobs, int inFlight, Keep keep)
            throws InterruptedException {
        while (!queue.link.isUp()) {
            Thread.sleep(10);
        }
        fill(queue, jobs, keep);
        queue.capacity = inFlight;
        queue.recording = false;
        redis.run("CONFIG RESETSTAT");
        double before = cpuMicros(redis);
        long start = System.nanoTime();
        queue.poll();
        while (queue.counts.settled.get() < jobs) {
            Thread.sleep(1);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpu = cpuMicros(redis) - before;
        String stats = redis.text("INFO commandstats");
        long calls = sum(stats, "cmdstat_(?!config|info)[a-z|]+:calls=(\\d+)");
        long scripts = sum(stats, "cmdstat_evalsha:calls=(\\d+)");
        long scriptMicros = sum(stats, "cmdstat_evalsha:calls=\\d+,usec=(\\d+)");
        System.out.printf(
                Locale.ROOT,
                "jobs_per_s=%.0f redis_us_per_job=%.1f script_us_per_job=%.1f commands_per_job=%.2f jobs_per_script=%.1f%n",
                jobs / seconds,
                cpu / jobs,
                (double) scriptMicros / jobs,
                (double) calls / jobs,
                2.0 * jobs / scripts);
    }

    private static void fill(QueueFixture queue, int jobs, Keep keep) {
        JobOptions options = JobOptions.DEFAULTS
                .withAttempts(3)
                .withBackoff(Backoff.exponential(1000))
                .withRemoveOnComplete(keep);
        String filler = "x".repeat(DATA_BYTES - 20);
        List<Future<List<String>>> added = new ArrayList<>();
        for (int from = 0; from < jobs; from += 1000) {
            List<NewJob> part = new ArrayList<>();
            for (int i = from; i < Math.min(jobs, from + 1000); i++) {
                part.add(new NewJob("send", Buffer.buffer("{\"n\":" + i + ",\"t\":\"" + filler + "\"}"), options));
            }
            added.add(queue.producer.addAll(QueueFixture.QUEUE, part));
        }
        QueueFixture.await(Future.all(added).timeout(60, TimeUnit.SECONDS));
    }

    private static double cpuMicros(TestRedis redis) {
        String info = redis.text("INFO cpu");
        return seconds(info, "used_cpu_sys:([0-9.]+)") * 1e6 + seconds(info, "used_cpu_user:([0-9.]+)") * 1e6;
    }

    private static double seconds(String info, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(info);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    private static long sum(String info, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(info);
        long sum = 0;
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }
}
