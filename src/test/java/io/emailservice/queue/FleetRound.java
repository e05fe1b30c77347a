package io.emailservice.queue;

import static org.awaitility.Awaitility.await;

import io.emailservice.testing.Node;
import io.emailservice.testing.TestRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A fleet of official workers and of ours on one queue, with jobs of every kind, while processes are killed and frozen and
 * the queue is paused and limited. Ends when all jobs have.
 */
final class FleetRound implements AutoCloseable {
    private static final int WAVES = 8;
    private static final int CHAOS_MILLIS = 5500;
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Duration LONGEST_END = Duration.ofSeconds(45);
    private static final Pattern REFUSED =
            Pattern.compile("Cannot complete job (\\S+) because it has at least one failed child");
    private static final Pattern LATE = Pattern.compile(
            "[Mm]issing lock|[Ll]ock mismatch|could not renew lock|has pending dependencies|Missing key|not in the active");

    private final TestRedis redis;
    private final Random random;
    private final Node operator;
    private final QueueFixture producer;
    private final FleetJobs jobs;
    private final List<FleetPlace> places = new ArrayList<>();
    private final PriorityQueue<Due> timeline = new PriorityQueue<>(Comparator.comparingInt(Due::millis));
    private final List<FleetAudit.Phase> phases = new ArrayList<>();
    private final Map<String, FleetAudit.Phase> begun = new HashMap<>();
    private final Set<String> added = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();
    private int waves;
    private int kills;
    private int deaths;
    private int freezes;

    /** What happens so many milliseconds after the start. */
    private record Due(int millis, Runnable step) {}

    /** @param client the official client of this round, {@code bullmq} or {@code bullmq5} */
    FleetRound(TestRedis redis, String client, long seed) {
        this.redis = redis;
        this.random = new Random(seed);
        this.jobs = new FleetJobs(random);
        redis.clear();
        operator = Node.start(client, redis);
        operator.run("await queue('mail').waitUntilReady();");
        redis.run("HSET bull:mail:meta opts.maxLenEvents 1000000");
        producer = new QueueFixture(redis);
        for (int i = 0; i < 2; i++) {
            places.add(new FleetPlace(() -> new FleetMember.Ours(redis)));
            places.add(new FleetPlace(() -> new FleetMember.Official(client, redis)));
        }
    }

    /** Runs the round; gives what was found, without violations if all is well. */
    JsonObject run() {
        await().atMost(LONGEST_START)
                .until(() -> producer.link.isUp() && places.stream().allMatch(FleetPlace::isReady));
        plan();
        long start = System.nanoTime();
        await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofMinutes(1)).until(() -> {
            restartTheDead();
            while (!timeline.isEmpty() && timeline.peek().millis() <= millisSince(start)) {
                timeline.poll().step().run();
            }
            return timeline.isEmpty();
        });
        try {
            await().pollInterval(Duration.ofMillis(50)).atMost(LONGEST_END).until(() -> {
                restartTheDead();
                return isQuiet();
            });
        } catch (ConditionTimeoutException stuck) {
            problems.add("jobs are left " + left());
        }
        for (FleetPlace place : places) {
            place.member().ifPresent(member -> member.stop().forEach(this::noteError));
        }
        operator.errors().forEach(this::noteError);
        FleetAudit audit = new FleetAudit(redis, phases, added);
        problems.addAll(audit.violations());
        return audit.summary()
                .put("kills", kills)
                .put("deaths", deaths)
                .put("freezes", freezes)
                .put("millis", millisSince(start))
                .put("violations", problems);
    }

    private void plan() {
        for (int wave = 0; wave < WAVES; wave++) {
            at(wave * CHAOS_MILLIS / WAVES, this::addWave);
        }
        for (int i = 0; i < places.size(); i++) {
            FleetPlace place = places.get(i);
            at(700 + random.nextInt(CHAOS_MILLIS - 700), () -> kill(place));
        }
        FleetPlace frozen = places.get(random.nextInt(places.size()));
        int freeze = 500 + random.nextInt(CHAOS_MILLIS - 2500);
        at(freeze, () -> freeze(frozen));
        at(freeze + (int) FleetWorker.LOCK.toMillis() + 800, frozen::thaw);

        int pause = 300 + random.nextInt(1500);
        at(pause, () -> operator.run("await queue('mail').pause();"));
        at(pause + 200 + random.nextInt(600), () -> operator.run("await queue('mail').resume();"));

        int slots = 1 + random.nextInt(6);
        int narrow = 1500 + random.nextInt(1500);
        at(narrow, () -> begin("concurrency", slots, 0, "await queue('mail').setGlobalConcurrency(%d);"));
        at(narrow + 900, () -> end("concurrency", "await queue('mail').removeGlobalConcurrency();"));

        int most = 10 + random.nextInt(30);
        int slow = 3300 + random.nextInt(1000);
        at(slow, () -> begin("rate", most, 300, "await queue('mail').setGlobalRateLimit(%d, %d);"));
        at(slow + 1200, () -> end("rate", "await queue('mail').removeGlobalRateLimit();"));
    }

    private void at(int millis, Runnable step) {
        timeline.add(new Due(millis, step));
    }

    private void addWave() {
        JsonObject wave = jobs.wave(waves == 2 || waves == 4);
        waves++;
        operator.run("const wave = " + wave.encode() + ";\n" + FleetJobs.ADD).forEach(id -> added.add(id.asText()));
        added.addAll(QueueFixture.await(producer.producer.addAll(QueueFixture.QUEUE, jobs.ours())));
    }

    private void kill(FleetPlace place) {
        kills += place.kill() ? 1 : 0;
    }

    private void freeze(FleetPlace place) {
        freezes += place.freeze() ? 1 : 0;
    }

    private void begin(String kind, int most, int millis, String code) {
        operator.run(code.formatted(most, millis));
        begun.put(kind, new FleetAudit.Phase(kind, most, millis, lastEvent(), ""));
    }

    private void end(String kind, String code) {
        FleetAudit.Phase phase = Objects.requireNonNull(begun.remove(kind));
        phases.add(new FleetAudit.Phase(kind, phase.most(), phase.millis(), phase.from(), lastEvent()));
        operator.run(code);
    }

    private String lastEvent() {
        return FleetEvents.last(redis);
    }

    private void restartTheDead() {
        for (FleetPlace place : places) {
            deaths += place.restartIfDead() ? 1 : 0;
        }
    }

    private boolean isQuiet() {
        return left().isEmpty() && places.stream().allMatch(FleetPlace::isReady);
    }

    /** How many jobs are in which state that isn't an end. */
    private String left() {
        StringBuilder left = new StringBuilder();
        for (String list : List.of("wait", "active", "paused")) {
            count(left, list, redis.number("LLEN bull:mail:" + list));
        }
        for (String set : List.of("delayed", "prioritized", "waiting-children")) {
            count(left, set, redis.number("ZCARD bull:mail:" + set));
        }
        return left.toString();
    }

    private static void count(StringBuilder left, String state, long jobs) {
        if (jobs > 0) {
            left.append(state).append('=').append(jobs).append(' ');
        }
    }

    /**
     * A worker that was frozen, or too slow for its lock, says so. The official one also reports when it may not complete a
     * parent that one child let go and another failed meanwhile: right if that fails the parent.
     */
    private void noteError(String error) {
        Matcher refused = REFUSED.matcher(error);
        boolean expected = refused.find()
                ? !redis.text("ZSCORE bull:mail:failed " + refused.group(1)).isEmpty()
                : LATE.matcher(error).find();
        if (!expected) {
            problems.add("error " + error);
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    @Override
    public void close() {
        for (FleetPlace place : places) {
            place.close();
        }
        operator.close();
        producer.close();
    }
}
