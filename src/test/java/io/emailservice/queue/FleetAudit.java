package io.emailservice.queue;

import io.emailservice.queue.FleetEvents.Course;
import io.emailservice.queue.FleetEvents.Event;
import io.emailservice.queue.FleetEvents.State;
import io.emailservice.testing.TestRedis;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Whether a queue on which all work is done is as it must be. */
final class FleetAudit {
    private static final String STALLED = "job stalled more than allowable limit";

    /** How either worker says that a job may not complete because of its children. */
    private static final String CHILDREN =
            "job has (pending|failed) children|.* has pending dependencies.*|.* has at least one failed child.*";

    private static final Set<String> QUEUE_KEYS =
            Set.of("meta", "id", "events", "completed", "failed", "marker", "stalled-check", "limiter", "pc");

    /** Acts that leave the job once without having made an attempt. */
    private static final Set<String> UNCOUNTED = Set.of("later", "again", "limit", "children");

    /**
     * A time in which the queue had a limit.
     *
     * @param kind {@code concurrency} or {@code rate}
     * @param from the last event before it held for certain; {@code to} likewise
     */
    record Phase(String kind, int most, int millis, String from, String to) {}

    private final TestRedis redis;
    private final List<Phase> phases;
    private final FleetEvents events;
    private final Set<String> completed;
    private final Set<String> failed;
    private final List<String> violations = new ArrayList<>();
    private int stalls;
    private int givenUp;

    FleetAudit(TestRedis redis, List<Phase> phases, Set<String> added) {
        this.redis = redis;
        this.phases = phases;
        this.events = new FleetEvents(redis);
        this.completed = new HashSet<>(redis.texts("ZRANGE bull:mail:completed 0 -1"));
        this.failed = new HashSet<>(redis.texts("ZRANGE bull:mail:failed 0 -1"));
        violations.addAll(events.violations);
        checkKeys();
        added.stream().filter(id -> !events.courses.containsKey(id)).forEach(id -> violations.add("no event of " + id));
        events.courses.forEach(this::checkJob);
        checkPauses();
        checkConcurrency();
        checkRate();
    }

    List<String> violations() {
        return violations;
    }

    JsonObject summary() {
        Map<State, Integer> ends = new HashMap<>();
        Map<String, Integer> workers = new HashMap<>();
        events.courses.values().forEach(course -> {
            ends.merge(course.state, 1, Integer::sum);
            if (course.state == State.COMPLETED) {
                workers.merge(course.end.contains("java") ? "java" : "node", 1, Integer::sum);
            }
        });
        return new JsonObject()
                .put("jobs", events.courses.size())
                .put("completed", ends.getOrDefault(State.COMPLETED, 0))
                .put("byJava", workers.getOrDefault("java", 0))
                .put("byNode", workers.getOrDefault("node", 0))
                .put("failed", ends.getOrDefault(State.FAILED, 0))
                .put("removed", ends.getOrDefault(State.REMOVED, 0))
                .put("stalls", stalls)
                .put("givenUp", givenUp)
                .put("events", events.all.size());
    }

    /** Nothing is left but the queue's own keys and those of finished jobs. */
    private void checkKeys() {
        for (String key : redis.texts("KEYS bull:mail:*")) {
            String rest = key.substring("bull:mail:".length());
            int colon = rest.indexOf(':');
            String id = colon < 0 ? rest : rest.substring(0, colon);
            boolean job = completed.contains(id) || failed.contains(id);
            boolean known = colon < 0
                    ? job || QUEUE_KEYS.contains(rest)
                    : job
                            && Set.of("processed", "failed", "unsuccessful", "logs")
                                    .contains(rest.substring(colon + 1));
            boolean temporary = rest.startsWith("de:") && redis.number("PTTL " + key) > 0;
            if (!known && !temporary) {
                violations.add("left " + key + " " + redis.text("TYPE " + key));
            }
        }
    }

    private void checkJob(String id, Course course) {
        boolean isCompleted = completed.contains(id);
        boolean isFailed = failed.contains(id);
        stalls += course.stalled;
        if (!course.isOver()) {
            violations.add("job " + id + " has no end: " + course.steps);
        }
        if (isCompleted && isFailed) {
            violations.add("job " + id + " is completed and failed");
        }
        if (!isCompleted && !isFailed) {
            if (redis.number("EXISTS bull:mail:" + id) != 0) {
                violations.add("job " + id + " is nowhere: " + course.steps);
            }
            return;
        }
        if (course.state != (isCompleted ? State.COMPLETED : State.FAILED)) {
            violations.add("job " + id + " isn't where its events say: " + course.steps);
        }
        checkFields(id, course);
    }

    private void checkFields(String id, Course course) {
        List<String> fields =
                redis.texts("HMGET bull:mail:" + id + " data ats atm stc finishedOn returnvalue failedReason defa");
        JsonObject data = new JsonObject(fields.get(0));
        String act = data.getString("act");
        int uncounted = UNCOUNTED.contains(act) ? 1 : 0;
        int made = course.left - course.stalled;
        expect(id, "ats", fields.get(1), course.started, course.started, course);
        expect(id, "atm", fields.get(2), made - uncounted, made, course);
        expect(id, "stc", fields.get(3), course.stalled, course.stalled, course);
        if (fields.get(4).equals("null")) {
            violations.add("job " + id + " has no time of its end");
        }
        boolean ok = course.state == State.COMPLETED;
        if (!fields.get(ok ? 5 : 6).equals(course.end)) {
            violations.add("job " + id + " ended otherwise than its event says: " + fields);
        }
        if (!ok && !fields.get(7).equals("null")) {
            violations.add("job " + id + " still has a deferred failure: " + fields);
        }
        if (course.end.equals(STALLED)) {
            givenUp++;
        }
        if (!fitsAct(act, course)) {
            violations.add("job " + id + " can't end so: act=" + act + " end=" + course.end + " " + course.steps);
        }
    }

    private static boolean fitsAct(String act, Course course) {
        String end = course.end;
        if (end.equals(STALLED)) {
            return course.stalled >= 2;
        }
        if (end.startsWith("child ") || end.matches(CHILDREN)) {
            return course.state == State.FAILED;
        }
        return switch (act) {
            case "fail" -> end.equals("it failed");
            case "unrecoverable" -> end.equals("no use");
            case "twice" -> end.equals("not yet") || course.state == State.COMPLETED;
            case "poison" -> false;
            default -> course.state == State.COMPLETED;
        };
    }

    private void expect(String id, String field, String value, int least, int most, Course course) {
        long number = value.equals("null") ? 0 : Long.parseLong(value);
        if (number < least || number > most) {
            violations.add("job " + id + " has " + field + "=" + value + " but " + least + ".." + most + " by "
                    + course.steps);
        }
    }

    private void checkPauses() {
        boolean paused = false;
        for (Event event : events.all) {
            if (event.kind().equals("paused") || event.kind().equals("resumed")) {
                paused = event.kind().equals("paused");
            } else if (paused && event.kind().equals("active")) {
                violations.add("job " + event.job() + " was claimed from a paused queue");
            }
        }
    }

    /** In a narrow phase nobody claims more than there is room for. */
    private void checkConcurrency() {
        Set<String> active = new HashSet<>();
        for (Event event : events.all) {
            if (event.kind().equals("active")) {
                active.add(event.job());
                for (Phase phase : phases) {
                    if (phase.kind().equals("concurrency") && within(phase, event) && active.size() > phase.most()) {
                        violations.add("job " + event.job() + " is one of " + active.size() + " for " + phase);
                    }
                }
            } else if (Set.of("completed", "failed", "delayed", "waiting", "waiting-children")
                    .contains(event.kind())) {
                active.remove(event.job());
            }
        }
    }

    /** Any time as long as the limit's touches two of its windows at most. */
    private void checkRate() {
        for (Phase phase : phases) {
            if (!phase.kind().equals("rate")) {
                continue;
            }
            Deque<Event> window = new ArrayDeque<>();
            for (Event event : events.all) {
                if (!event.kind().equals("active") || !within(phase, event) || onlyFails(event)) {
                    continue;
                }
                window.add(event);
                while (window.peek().millis() <= event.millis() - phase.millis() + 10) {
                    window.remove();
                }
                if (window.size() > 2 * phase.most()) {
                    violations.add(window.size() + " claims in one time of " + phase);
                    return;
                }
            }
        }
    }

    /** Claims that end a job without work need no permit; such a job's other claims are left out, too. */
    private boolean onlyFails(Event event) {
        String end = Objects.requireNonNull(events.courses.get(event.job())).end;
        return end.equals(STALLED) || end.startsWith("child ");
    }

    private static boolean within(Phase phase, Event event) {
        return isAfter(event.id(), phase.from()) && !isAfter(event.id(), phase.to());
    }

    private static boolean isAfter(String id, String other) {
        long[] left = parts(id);
        long[] right = parts(other);
        return left[0] != right[0] ? left[0] > right[0] : left[1] > right[1];
    }

    private static long[] parts(String id) {
        int dash = id.indexOf('-');
        return new long[] {Long.parseLong(id.substring(0, dash)), Long.parseLong(id.substring(dash + 1))};
    }
}
