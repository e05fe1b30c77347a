package io.emailservice.chaos;

import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What goes wrong in a round, at times that follow from the seed: processes of the service are killed and frozen, servers
 * crash, connections are cut, the providers have bad weather.
 */
final class Disturbances implements AutoCloseable {
    /** Longer than a lock holds; some so long that meanwhile others believe the provider's silence and send again. */
    private static final int[] FREEZE_MILLIS = {7_000, 26_000};

    /** Before a process freezes calls get slow, so that it has attempts whose calls wait in line. */
    private static final int SLOW_BEFORE_MILLIS = 4_000;

    /** So long a thawed process lives at least. */
    private static final int LATE_CALLS_MILLIS = 1_000;

    private static final int STORM_MILLIS = 5_000;
    private static final int SECONDS_PER_CRASH = 40;
    private static final int SECONDS_PER_STORM = 15;
    private static final long LONGEST_END_SECONDS = 90;

    private final ChaosScene scene;
    private final Random random;
    /** One kind has one thread: a restart takes its time, and nothing else waits for it. */
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(8);

    private final Map<String, Integer> done = new ConcurrentHashMap<>();

    Disturbances(ChaosScene scene, Random random) {
        this.scene = scene;
        this.random = random;
    }

    /** Returns at once; the last one begins before so many seconds are over. */
    void begin(int kills, int seconds) {
        for (int i = 0; i < kills; i++) {
            int first = random.nextInt(scene.nodes.size());
            at(moment(i, kills, seconds), "kills", () -> notSpared(first).killAndRestart());
        }
        int few = Math.max(1, seconds / SECONDS_PER_CRASH);
        spread(few, seconds, "redisCrashes", scene.servers::crashRedis);
        spread(few, seconds, "postgresCrashes", scene.servers::crashPostgres);
        spread(1, seconds, "kafkaRestarts", scene.servers::restartKafka);
        spread(few + 1, seconds, "cuts", scene.toTwin::cut);
        spread(few, seconds, "cuts", scene.servers.toRedis::cut);
        spread(few, seconds, "cuts", scene.servers.toPostgres::cut);
        spread(few, seconds, "cuts", scene.toNodes::cut);
        freezes(few + 1, seconds);
        storms(Math.max(1, seconds / SECONDS_PER_STORM), seconds);
    }

    /** How often each happened. */
    Map<String, Integer> counts() {
        return new TreeMap<>(done);
    }

    /** Waits for all of them, and for those who are under way then. */
    void end(int seconds) {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(seconds + LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a disturbance doesn't end");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        scene.put("/twin/faults", Scripts.NO_FAULTS);
    }

    /** One that freezes isn't killed: it would never be seen to come back late. */
    private ServiceNode notSpared(int first) {
        int nodes = scene.nodes.size();
        return IntStream.range(first, first + nodes)
                .mapToObj(node -> scene.nodes.get(node % nodes))
                .filter(node -> !node.isSpared())
                .findFirst()
                .orElseGet(() -> scene.nodes.get(first));
    }

    /** Each in its own stretch of the time, at any moment of it. */
    private void spread(int times, int seconds, String name, Runnable what) {
        for (int i = 0; i < times; i++) {
            at(moment(i, times, seconds), name, what);
        }
    }

    private long moment(int i, int times, int seconds) {
        return Math.round((i + random.nextDouble()) * TimeUnit.SECONDS.toMillis(seconds) / times);
    }

    private void freezes(int times, int seconds) {
        for (int i = 0; i < times; i++) {
            long from = SLOW_BEFORE_MILLIS + moment(i, times, seconds);
            long until = from + FREEZE_MILLIS[i % FREEZE_MILLIS.length];
            Freeze freeze = new Freeze();
            at(from - SLOW_BEFORE_MILLIS, "slow", freeze::prepare);
            at(from, "freezes", () -> freeze.node.freeze());
            at(from + SLOW_BEFORE_MILLIS, "calms", () -> scene.put("/twin/faults", Scripts.USUAL_FAULTS));
            at(until, "thaws", () -> freeze.node.thaw());
            at(until + LATE_CALLS_MILLIS, "spared", () -> freeze.node.spare(false));
        }
    }

    /** Of the process that has the most under way, when calls have become slow. */
    private final class Freeze {
        private volatile ServiceNode node = scene.nodes.get(0);

        void prepare() {
            node = scene.nodes.stream()
                    .filter(any -> !any.isSpared())
                    .min(Comparator.comparingLong(ServiceNode::startedAt))
                    .orElse(node);
            node.spare(true);
            scene.put("/twin/faults", Scripts.SLOW);
        }
    }

    private void storms(int times, int seconds) {
        scene.put("/twin/faults", Scripts.USUAL_FAULTS);
        for (int i = 0; i < times; i++) {
            String storm = Scripts.STORMS.get(random.nextInt(Scripts.STORMS.size()));
            long from = moment(i, times, seconds);
            at(from, "storms", () -> scene.put("/twin/faults", storm));
            at(from + STORM_MILLIS, "calms", () -> scene.put("/twin/faults", Scripts.USUAL_FAULTS));
        }
    }

    private void at(long millis, String name, Runnable what) {
        var planned = timer.schedule(
                () -> {
                    try {
                        what.run();
                        done.merge(name, 1, Integer::sum);
                    } catch (RuntimeException broken) {
                        System.err.println(name + " failed: " + broken);
                        done.merge("broken", 1, Integer::sum);
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
        if (planned.isCancelled()) {
            throw new IllegalStateException("the disturbances are over");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        scene.nodes.forEach(ServiceNode::thaw);
    }
}
