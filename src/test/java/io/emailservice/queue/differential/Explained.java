package io.emailservice.queue.differential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The differences that are allowed, each with its reason. Everything else in Redis must be the same. Made the same way on
 * both sides, before they are compared.
 */
final class Explained {
    private Explained() {}

    /**
     * The value of one field of a hash.
     *
     * <ul>
     *   <li>JSON that Lua wrote has its members in the order of a hash table: they are sorted.
     *   <li>A trace names lines of JavaScript: only what it says first is compared, without the class of the error.
     * </ul>
     */
    static String field(String name, String value) {
        return switch (name) {
            case "opts" -> sorted(json(value)).toString();
            case "stacktrace" -> first(json(value));
            default -> value;
        };
    }

    /** Version 5 writes the id of a schedule's next job into the one before; version 6 doesn't, and neither do we. */
    static boolean isLeftOut(String field) {
        return field.equals("nrjid");
    }

    /**
     * The entries of an event stream, under the names under which they are compared: all in order, or by job.
     *
     * <p>Where many jobs are worked on at a time, chance decides how those of different jobs mix, and at which moments
     * nothing is left to do: so what one job went through is compared, and `drained` isn't.
     */
    static Map<String, List<String>> events(JsonNode stream, boolean ordered) {
        Map<String, List<String>> events = new TreeMap<>();
        for (JsonNode entry : stream) {
            if (ordered) {
                events.computeIfAbsent("all", all -> new ArrayList<>()).add(entry.toString());
            } else if (!entry.get("event").asText().equals("drained")) {
                String job = entry.path("jobId").asText("queue");
                events.computeIfAbsent(job, one -> new ArrayList<>()).add(entry.toString());
            }
        }
        return events;
    }

    /** Where many jobs are worked on at a time, chance decides in which order they make their parents ready. */
    static boolean isOrderedByChance(String list) {
        return list.endsWith(":wait") || list.endsWith(":paused");
    }

    private static JsonNode json(String text) {
        try {
            return Official.JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(text, malformed);
        }
    }

    private static Object sorted(JsonNode json) {
        if (!json.isObject()) {
            return json;
        }
        Map<String, Object> members = new TreeMap<>();
        json.fields().forEachRemaining(member -> members.put(member.getKey(), sorted(member.getValue())));
        return members;
    }

    private static String first(JsonNode traces) {
        return StreamSupport.stream(traces.spliterator(), false)
                .map(trace -> trace.asText().split("\n    at ", 2)[0])
                .map(text -> text.replaceFirst("^(Unrecoverable)?Error: ", ""))
                .collect(Collectors.joining("\n--\n"));
    }
}
