package io.emailservice.twin.fault;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.config.Problems;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.wire.Endpoint.Kind;
import io.emailservice.twin.wire.Json;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The script that is being played. Every rule draws from a random sequence of its own, begun anew when a script is put:
 * the same seed, script and order of requests hit the same requests.
 */
public final class Faults {
    private final Clock clock;
    private final long seed;
    private List<Running> running = List.of();
    private JsonNode script = Json.array();

    public Faults(Clock clock, long seed) {
        this.clock = clock;
        this.seed = seed;
    }

    /** What happens to one request. */
    public record Fault(long delayMillis, @Nullable Effect effect) {
        public static final Fault NONE = new Fault(0, null);
    }

    /** Replaces the script; with any problem it stays as it is. */
    public List<String> put(@Nullable JsonNode wanted) {
        Problems problems = new Problems();
        List<FaultRule> rules = FaultScript.read(wanted, problems);
        if (problems.all().isEmpty() && wanted != null) {
            script = wanted;
            running = IntStream.range(0, rules.size())
                    .mapToObj(i -> new Running(rules.get(i), clock.millis(), new SplittableRandom(seed + i)))
                    .toList();
        }
        return problems.all();
    }

    public void clear() {
        script = Json.array();
        running = List.of();
    }

    /** The script as it was put. */
    public JsonNode script() {
        return script;
    }

    /** How often each rule has hit. */
    public List<Integer> hits() {
        return running.stream().map(rule -> rule.hits).toList();
    }

    /** Draws what happens to the next request: delays of all rules that hit, and the effect of the first that has one. */
    public Fault next(Source source, Kind kind) {
        if (running.isEmpty()) {
            return Fault.NONE;
        }
        long delay = 0;
        for (Running rule : running) {
            if (rule.rule.matches(source, kind) && rule.hits(clock.millis())) {
                Latency latency = rule.rule.latency();
                delay += latency == null ? 0 : latency.millis(rule.random);
                if (rule.rule.effect() != null) {
                    return new Fault(delay, rule.rule.effect());
                }
            }
        }
        return delay == 0 ? Fault.NONE : new Fault(delay, null);
    }

    /** A rule with what it has done so far. */
    private static final class Running {
        private final FaultRule rule;
        private final long startMillis;
        private final SplittableRandom random;
        private long seen;
        private int hits;

        Running(FaultRule rule, long startMillis, SplittableRandom random) {
            this.rule = rule;
            this.startMillis = startMillis;
            this.random = random;
        }

        boolean hits(long millis) {
            boolean over = rule.lasting() != null
                    && millis - startMillis >= rule.lasting().toMillis();
            if (over || hits >= rule.count()) {
                return false;
            }
            seen++;
            boolean hit = seen % rule.every() == 0 && random.nextDouble() < rule.share();
            hits += hit ? 1 : 0;
            return hit;
        }
    }
}
