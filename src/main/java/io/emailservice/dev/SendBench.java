package io.emailservice.dev;

import io.emailservice.service.Waiting;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * How fast prefilled BullMQ jobs become sent messages. Each round fills the queue while nobody works it off, starts the
 * service and takes the time until the queue is empty. Rounds of the Node.js baseline run in turn with ours, on the same
 * Redis, PostgreSQL and twin. The first round of each is a warm-up.
 */
public final class SendBench {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final double PER_SECOND = 1e9;

    private final Options options;
    private final PrintStream progress;
    private final Map<String, String> environment;
    private final List<Round> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    private SendBench(Options options, Map<String, String> environment, PrintStream progress) {
        this.options = options;
        this.environment = environment;
        this.progress = progress;
    }

    /**
     * What to measure.
     *
     * @param messages per round
     * @param rounds measured ones, at least 1
     * @param peer folder of the Node.js baseline with its packages installed and its tables made in the database that
     *     {@code DATABASE_URL} names; the empty path for none
     * @param json print nothing but the JSON line
     */
    public record Options(int messages, int rounds, Path peer, boolean json) {
        boolean withPeer() {
            return !peer.toString().isEmpty();
        }
    }

    /** One measured round: messages a second, milliseconds from claim to verdict, CPU microseconds a message. */
    private record Round(double rate, double p50, double p99, Map<String, Double> cpu) {}

    /** Prints one line of JSON at the end; 0 if every message of every round was sent exactly once. */
    public static int run(Options options, Map<String, String> environment, PrintStream out) {
        PrintStream progress =
                options.json() ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) : out;
        SendBench bench = new SendBench(options, environment, progress);
        boolean complete = bench.measure();
        out.println(bench.report(complete).encode());
        return complete ? 0 : 1;
    }

    private boolean measure() {
        boolean complete = true;
        try (EmbeddedServers servers = EmbeddedServers.start(environment);
                Children children = new Children();
                BenchJobs jobs = new BenchJobs(servers.redisUrl())) {
            Process twin = children.twin();
            String twinUrl = Children.awaitLine(twin, "ready ");
            for (int round = 0; round <= options.rounds(); round++) {
                complete &= ourRound(round, servers, jobs, twin.pid(), twinUrl);
                if (options.withPeer()) {
                    theirRound(round, servers, jobs, twinUrl);
                }
            }
        }
        return complete;
    }

    private boolean ourRound(int number, EmbeddedServers servers, BenchJobs jobs, long twin, String twinUrl) {
        String campaign = "bench-" + System.currentTimeMillis();
        jobs.add(campaign, options.messages());
        try (DevService dev = new DevService(servers, twinUrl, Set.of("mailgun"), 0, environment)) {
            Map<String, Long> before = cpu(twin);
            long started = System.nanoTime();
            awaitEmpty(jobs);
            double seconds = (System.nanoTime() - started) / PER_SECOND;
            Round round = round(dev, seconds, before, cpu(twin));
            Ledger.Account account = new Ledger(dev, twinUrl).account(campaign);
            progress.printf(
                    Locale.ROOT,
                    "round %d  %.0f messages/s  sent %d  duplicates %d  CPU us %s%n",
                    number,
                    round.rate(),
                    account.sent(),
                    account.duplicates(),
                    round.cpu());
            if (number > 0) {
                ours.add(round);
            }
            return account.sent() == options.messages() && account.duplicates() == 0;
        }
    }

    private void theirRound(int number, EmbeddedServers servers, BenchJobs jobs, String twinUrl) {
        jobs.add("peer-" + System.currentTimeMillis(), options.messages());
        try (PeerWorkers workers = new PeerWorkers()) {
            workers.start(options.peer(), servers, twinUrl);
            while (jobs.left() == options.messages()) {
                Waiting.pause(LOOK);
            }
            long started = System.nanoTime();
            awaitEmpty(jobs);
            double rate = options.messages() * PER_SECOND / (System.nanoTime() - started);
            progress.printf(Locale.ROOT, "round %d  baseline %.0f messages/s%n", number, rate);
            if (number > 0) {
                theirs.add(rate);
            }
        }
    }

    private static void awaitEmpty(BenchJobs jobs) {
        while (jobs.left() > 0) {
            Waiting.pause(LOOK);
        }
    }

    private Round round(DevService dev, double seconds, Map<String, Long> before, Map<String, Long> after) {
        Map<String, Double> perMessage = new LinkedHashMap<>();
        after.forEach((name, micros) -> perMessage.put(
                name, Math.round(10.0 * (micros - before.getOrDefault(name, 0L)) / options.messages()) / 10.0));
        Timer timer = dev.registry().get("email_delivery").tag("stream", "bulk").timer();
        ValueAtPercentile[] percentiles = timer.takeSnapshot().percentileValues();
        return new Round(
                options.messages() / seconds,
                percentiles[0].value(TimeUnit.MILLISECONDS),
                percentiles[1].value(TimeUnit.MILLISECONDS),
                perMessage);
    }

    /** Microseconds by process; the servers are found by name, so no others may be busy on the machine. */
    private static Map<String, Long> cpu(long twin) {
        Map<String, Long> micros = new LinkedHashMap<>();
        micros.put("service", ProcessCpu.micros(ProcessHandle.current().pid()));
        micros.put("redis", ProcessCpu.micros("redis-server"));
        micros.put("postgres", ProcessCpu.micros("postgres"));
        micros.put("twin", ProcessCpu.micros(twin));
        return micros;
    }

    private JsonObject report(boolean complete) {
        JsonObject cpu = new JsonObject();
        for (String process : ours.get(0).cpu().keySet()) {
            cpu.put(process, spread(round -> round.cpu().get(process)).toJson());
        }
        JsonObject report = new JsonObject()
                .put("bench", "send")
                .put("messages", options.messages())
                .put("rounds", options.rounds())
                .put("complete", complete)
                .put("messagesPerSecond", spread(Round::rate).toJson())
                .put(
                        "claimToSettleMillis",
                        new JsonObject()
                                .put("p50", spread(Round::p50).toJson())
                                .put("p99", spread(Round::p99).toJson()))
                .put("cpuMicrosPerMessage", cpu)
                .put("peakRssMib", ProcessCpu.peakMemoryMib());
        if (!theirs.isEmpty()) {
            Spread baseline = Spread.of(theirs);
            report.put("baselinePerSecond", baseline.toJson())
                    .put("ratio", Math.round(10 * spread(Round::rate).median() / baseline.median()) / 10.0);
        }
        return report;
    }

    private Spread spread(ToDoubleFunction<Round> figure) {
        return Spread.of(ours.stream().mapToDouble(figure).boxed().toList());
    }
}
