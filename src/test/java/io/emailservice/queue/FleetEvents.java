package io.emailservice.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emailservice.testing.TestRedis;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The events of a queue in their order, and what they tell of each job: the states it went through. */
final class FleetEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One entry of the stream. */
    record Event(String id, Map<String, String> fields) {
        String kind() {
            return fields.getOrDefault("event", "");
        }

        String job() {
            return fields.getOrDefault("jobId", "");
        }

        String prev() {
            return fields.getOrDefault("prev", "");
        }

        long millis() {
            return Long.parseLong(id.substring(0, id.indexOf('-')));
        }
    }

    /** Where a job is after an event. */
    enum State {
        NONE,
        ADDED,
        READY,
        DELAYED,
        ACTIVE,
        WAITING_CHILDREN,
        COMPLETED,
        FAILED,
        REMOVED
    }

    /** What the stream says of one job. */
    static final class Course {
        final List<String> steps = new ArrayList<>();
        State state = State.NONE;
        String end = "";
        int started;
        int stalled;
        int left;

        boolean isOver() {
            return state == State.COMPLETED || state == State.FAILED || state == State.REMOVED;
        }
    }

    final List<Event> all = new ArrayList<>();
    final Map<String, Course> courses = new LinkedHashMap<>();
    final List<String> violations = new ArrayList<>();

    FleetEvents(TestRedis redis) {
        Response stream = Objects.requireNonNull(redis.run("XRANGE bull:mail:events - +"));
        for (Response entry : stream) {
            Map<String, String> fields = new HashMap<>();
            Response list = entry.get(1);
            for (int i = 0; i < list.size(); i += 2) {
                fields.put(list.get(i).toString(), list.get(i + 1).toString());
            }
            Event event = new Event(entry.get(0).toString(), fields);
            all.add(event);
            follow(event);
        }
    }

    static String last(TestRedis redis) {
        Response newest = Objects.requireNonNull(redis.run("XREVRANGE bull:mail:events + - COUNT 1"));
        return newest.get(0).get(0).toString();
    }

    private void follow(Event event) {
        if (event.job().isEmpty()) {
            return;
        }
        Course course = courses.computeIfAbsent(event.job(), id -> new Course());
        course.steps.add(event.kind() + (event.prev().isEmpty() ? "" : "<" + event.prev()));
        State before = course.state;
        boolean fits = step(course, event);
        if (!fits) {
            violations.add(
                    "job " + event.job() + " can't be " + event.kind() + " when it is " + before + ": " + course.steps);
        }
    }

    private static boolean step(Course course, Event event) {
        State before = course.state;
        switch (event.kind()) {
            case "added" -> {
                course.state = State.ADDED;
                return before == State.NONE;
            }
            case "waiting" -> {
                course.state = State.READY;
                leave(course, before);
                return fitsWaiting(before, event.prev());
            }
            case "delayed" -> {
                course.state = State.DELAYED;
                leave(course, before);
                return before == State.ADDED || before == State.ACTIVE || before == State.WAITING_CHILDREN;
            }
            case "active" -> {
                course.state = State.ACTIVE;
                course.started++;
                return before == State.READY;
            }
            case "waiting-children" -> {
                course.state = State.WAITING_CHILDREN;
                leave(course, before);
                return before == State.ADDED || before == State.ACTIVE;
            }
            case "stalled" -> {
                course.stalled++;
                return before == State.READY;
            }
            case "completed" -> {
                course.state = State.COMPLETED;
                course.end = event.fields().getOrDefault("returnvalue", "");
                leave(course, before);
                return before == State.ACTIVE && isJson(course.end);
            }
            case "failed" -> {
                course.state = State.FAILED;
                course.end = event.fields().getOrDefault("failedReason", "");
                leave(course, before);
                return before == State.ACTIVE;
            }
            case "retries-exhausted" -> {
                return before == State.FAILED;
            }
            case "removed" -> {
                course.state = State.REMOVED;
                return before == State.DELAYED;
            }
            default -> {
                return true;
            }
        }
    }

    private static void leave(Course course, State before) {
        if (before == State.ACTIVE) {
            course.left++;
        }
    }

    private static boolean fitsWaiting(State before, String prev) {
        return switch (prev) {
            case "" -> before == State.ADDED;
            case "active" -> before == State.ACTIVE;
            case "delayed" -> before == State.DELAYED;
            case "waiting-children" -> before == State.WAITING_CHILDREN || before == State.DELAYED;
            default -> false;
        };
    }

    private static boolean isJson(String text) {
        try {
            return !JSON.readTree(text).isMissingNode();
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }
}
