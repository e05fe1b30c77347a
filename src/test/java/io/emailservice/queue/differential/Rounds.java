package io.emailservice.queue.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Runs a program: lets the worker do all there is to do, then makes the next thing happen that it waits for, until nothing
 * is left. What happens depends on Redis alone, so it is the same for both workers.
 */
final class Rounds {
    /** Who holds a lock that was taken from a worker. */
    static final String THIEF = "thief";

    /** Jobs that are due later stay. */
    private static final long HORIZON_MILLIS = 10 * 60_000;

    private static final long LIMIT_MILLIS = 60_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final TestRedis redis;
    private final Official others;
    private final WorkerSide side;
    private final JsonNode program;

    Rounds(TestRedis redis, Official others, WorkerSide side, JsonNode program) {
        this.redis = redis;
        this.others = others;
        this.side = side;
        this.program = program;
    }

    void run() {
        runToTheEnd();
        for (JsonNode what : program.get("later")) {
            others.act(what, side.now());
        }
        if (!program.get("later").isEmpty()) {
            runToTheEnd();
        }
    }

    private void runToTheEnd() {
        List<String> queues = new ArrayList<>();
        program.get("queues").forEach(queue -> queues.add(queue.asText()));
        boolean ordered = program.get("mode").asText().equals("order");
        // One queue after the other, so that the order in which they are served is the same for both workers.
        List<List<String>> turns = ordered ? queues.stream().map(List::of).toList() : List.of(queues);
        Map<String, Long> before;
        do {
            before = events();
            turns.forEach(this::work);
        } while (!before.equals(events()) || resume(queues));
    }

    private Map<String, Long> events() {
        Map<String, Long> events = new TreeMap<>();
        program.get("queues")
                .forEach(queue -> events.put(queue.asText(), redis.number("XLEN " + keys(queue.asText()) + "events")));
        return events;
    }

    @CanIgnoreReturnValue
    private boolean resume(List<String> queues) {
        boolean any = false;
        for (String queue : queues) {
            if (redis.number("HEXISTS " + keys(queue) + "meta paused") == 1) {
                others.act(Official.JSON.createObjectNode().put("op", "resume").put("queue", queue), side.now());
                any = true;
            }
        }
        return any;
    }

    private void work(List<String> queues) {
        side.start(queues);
        do {
            awaitQuiet(queues);
        } while (endLimit(queues) || checkStalled(queues) || passTime(queues));
        side.stop();
    }

    private void awaitQuiet(List<String> queues) {
        try {
            await(() -> states(queues).stream().allMatch(state -> state.isQuiet(side.now())));
        } catch (ConditionTimeoutException stuck) {
            throw new IllegalStateException(
                    side + " is never quiet at " + side.now() + ": " + queues + " " + states(queues), stuck);
        }
    }

    private boolean endLimit(List<String> queues) {
        List<String> limited =
                queues.stream().filter(queue -> state(queue).limited()).toList();
        if (limited.isEmpty()) {
            return false;
        }
        side.stop();
        limited.forEach(queue -> redis.run("DEL " + keys(queue) + "limiter"));
        side.setTime(side.now() + LIMIT_MILLIS);
        side.start(queues);
        return true;
    }

    /** A job is suspected by one check and given back by the next; a worker makes one when it starts. */
    private boolean checkStalled(List<String> queues) {
        List<String> lost =
                queues.stream().filter(queue -> state(queue).lost() > 0).toList();
        if (lost.isEmpty()) {
            return false;
        }
        for (String queue : lost) {
            for (String id : redis.texts("LRANGE " + keys(queue) + "active 0 -1")) {
                redis.run("DEL", keys(queue) + id + ":lock");
            }
        }
        for (int check = 0; check < 2; check++) {
            side.stop();
            queues.forEach(queue -> redis.run("DEL " + keys(queue) + "stalled-check"));
            side.start(queues);
            await(() ->
                    queues.stream().allMatch(queue -> redis.number("EXISTS " + keys(queue) + "stalled-check") == 1));
        }
        return true;
    }

    private boolean passTime(List<String> queues) {
        long due = queues.stream()
                .mapToLong(queue -> state(queue).dueMillis())
                .filter(millis -> millis > 0)
                .min()
                .orElse(Long.MAX_VALUE);
        if (due > program.get("start").asLong() + HORIZON_MILLIS) {
            return false;
        }
        side.setTime(Math.max(due, side.now()));
        queues.forEach(queue -> redis.run("ZADD " + keys(queue) + "marker 0 0"));
        return true;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(LONGEST_WAIT)
                .until(condition);
    }

    private QueueState state(String queue) {
        return states(List.of(queue)).get(0);
    }

    private List<QueueState> states(List<String> queues) {
        List<String> keys = queues.stream().map(this::keys).toList();
        return QueueState.read(redis, keys, program.at("/worker/limiter/max").asInt(0));
    }

    private String keys(String queue) {
        return program.get("prefix").asText() + ":" + queue + ":";
    }
}
