package io.emailservice.dev;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What BullMQ jobs cost that mean no work: prefilled queues, a handler that does nothing, jobs kept and jobs removed. Runs
 * of the official Node.js worker, at the concurrency at which it is fastest, take turns with ours on the same Redis. The
 * first round of each is a warm-up. Redis's own CPU is read from {@code INFO}, so nobody else may use that Redis.
 */
public final class ClaimBench {
    private static final List<Integer> NODE_CONCURRENCIES = List.of(50, 200, 500);
    private static final List<Integer> IN_FLIGHT = List.of(200, 1000, 2000);
    private static final int PLENTY = 1000;

    private final Options options;
    private final PrintStream progress;
    private final ClaimRig rig;

    private ClaimBench(Options options, PrintStream progress, ClaimRig rig) {
        this.options = options;
        this.progress = progress;
        this.rig = rig;
    }

    /**
     * What to measure.
     *
     * @param jobs per run
     * @param rounds measured ones, at least 1
     * @param peer folder in which the {@code bullmq} package is installed; the empty path for none
     * @param json print nothing but the JSON line
     */
    public record Options(int jobs, int rounds, Path peer, boolean json) {
        boolean withPeer() {
            return !peer.toString().isEmpty();
        }
    }

    /** The runs of one worker in one way. */
    private record Series(String name, List<ClaimRig.Run> runs) {
        Spread rate() {
            return Spread.of(runs.stream().map(ClaimRig.Run::jobsPerSecond).toList());
        }

        Spread redisMicros() {
            return Spread.of(runs.stream().map(ClaimRig.Run::redisMicrosPerJob).toList());
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("jobsPerSecond", rate().toJson())
                    .put("redisMicrosPerJob", redisMicros().toJson());
        }
    }

    /** Prints one line of JSON at the end; 0 if every job of every run was completed. */
    public static int run(Options options, Map<String, String> environment, PrintStream out) {
        PrintStream progress =
                options.json() ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) : out;
        try (EmbeddedServers servers = EmbeddedServers.redisOnly(environment);
                ClaimRig rig = new ClaimRig(servers.redisUrl(), options.jobs())) {
            JsonObject report = new ClaimBench(options, progress, rig).measure();
            out.println(report.encode());
            return 0;
        }
    }

    private JsonObject measure() {
        JsonObject report = new JsonObject()
                .put("bench", "claim")
                .put("redis", rig.redisVersion())
                .put("jobs", options.jobs())
                .put("rounds", options.rounds());
        if (options.withPeer()) {
            rig.startNode(options.peer());
        }
        for (boolean keep : List.of(true, false)) {
            report.put(keep ? "kept" : "removed", compare(keep));
        }
        return report.put("inFlight", byInFlight());
    }

    private JsonObject compare(boolean keep) {
        Series ours = series(keep ? "ours kept" : "ours removed");
        Series node = series(keep ? "node kept" : "node removed");
        int concurrency = options.withPeer() ? fastestConcurrency(keep) : 0;
        note(ours, rig.ours(keep, PLENTY, false), true);
        for (int round = 0; round < options.rounds(); round++) {
            note(ours, rig.ours(keep, PLENTY, false), false);
            if (options.withPeer()) {
                note(node, rig.node(keep, concurrency), false);
            }
        }
        JsonObject report = new JsonObject().put("ours", ours.toJson());
        if (options.withPeer()) {
            report.put("node", node.toJson().put("concurrency", concurrency))
                    .put("jobsPerSecondRatio", ratio(ours.rate(), node.rate()))
                    .put("redisMicrosRatio", ratio(ours.redisMicros(), node.redisMicros()));
        }
        return report;
    }

    /** One run at each, which also warms the process up. */
    private int fastestConcurrency(boolean keep) {
        int fastest = 0;
        double best = 0;
        for (int concurrency : NODE_CONCURRENCIES) {
            ClaimRig.Run run = rig.node(keep, concurrency);
            note(series("node at " + concurrency), run, true);
            if (run.jobsPerSecond() > best) {
                best = run.jobsPerSecond();
                fastest = concurrency;
            }
        }
        return fastest;
    }

    /** Jobs that end in a random order: what settling costs must not grow with how many there are. */
    private JsonArray byInFlight() {
        List<Series> all = IN_FLIGHT.stream()
                .map(inFlight -> series("ours, in flight " + inFlight))
                .toList();
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < all.size(); i++) {
                note(all.get(i), rig.ours(true, IN_FLIGHT.get(i), true), false);
            }
        }
        JsonArray report = new JsonArray();
        for (int i = 0; i < all.size(); i++) {
            report.add(all.get(i).toJson().put("inFlight", IN_FLIGHT.get(i)));
        }
        return report;
    }

    private static Series series(String name) {
        return new Series(name, new ArrayList<>());
    }

    private void note(Series of, ClaimRig.Run run, boolean warmUp) {
        progress.printf(
                Locale.ROOT,
                "%-24s %6.0f jobs/s  redis %.1f us/job%s%n",
                of.name(),
                run.jobsPerSecond(),
                run.redisMicrosPerJob(),
                warmUp ? "  (warm-up)" : "");
        if (!warmUp) {
            of.runs().add(run);
        }
    }

    private static double ratio(Spread one, Spread other) {
        return Math.round(100 * one.median() / other.median()) / 100.0;
    }
}
