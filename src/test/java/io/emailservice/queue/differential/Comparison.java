package io.emailservice.queue.differential;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is different between two dumps of Redis, in the order of the keys. */
final class Comparison {
    /** @param where key, and field or number of the first element that differs */
    record Difference(String where, String official, String ours) {
        @Override
        public String toString() {
            return where + "\n    official: " + official + "\n    ours:     " + ours;
        }
    }

    private static final int LINES_BEFORE = 3;
    private static final String NOTHING = "nothing";

    private Comparison() {}

    static List<Difference> compare(JsonNode official, JsonNode ours, boolean ordered) {
        Map<String, List<String>> theirs = flat(official, ordered);
        Map<String, List<String>> own = flat(ours, ordered);
        TreeSet<String> all = new TreeSet<>(theirs.keySet());
        all.addAll(own.keySet());
        return all.stream()
                .flatMap(where -> first(where, theirs.get(where), own.get(where)))
                .toList();
    }

    /** How many events a dump holds. */
    static long events(JsonNode dump) {
        long events = 0;
        for (JsonNode stream : dump.get("streams")) {
            events += stream.size();
        }
        return events;
    }

    private static Map<String, List<String>> flat(JsonNode dump, boolean ordered) {
        Map<String, List<String>> flat = new TreeMap<>();
        dump.get("keys").fields().forEachRemaining(key -> {
            JsonNode value = key.getValue().get("value");
            flat.put(
                    key.getKey(),
                    List.of(key.getValue().get("type").asText()
                            + (key.getValue().get("expires").asBoolean() ? ", expires" : "")));
            if (value.isObject()) {
                value.fields().forEachRemaining(field -> {
                    if (!Explained.isLeftOut(field.getKey())) {
                        String text =
                                Explained.field(field.getKey(), field.getValue().asText());
                        flat.put(key.getKey() + " " + field.getKey(), List.of(text));
                    }
                });
            } else {
                List<String> elements = new ArrayList<>();
                value.forEach(element -> elements.add(element.asText()));
                if (!ordered && Explained.isOrderedByChance(key.getKey())) {
                    Collections.sort(elements);
                }
                flat.put(key.getKey() + " []", value.isArray() ? elements : List.of(value.asText()));
            }
        });
        dump.get("streams").fields().forEachRemaining(stream -> Explained.events(stream.getValue(), ordered)
                .forEach((name, events) -> flat.put(stream.getKey() + " " + name, events)));
        return flat;
    }

    private static Stream<Difference> first(String where, List<String> official, List<String> ours) {
        if (official == null || ours == null) {
            return Stream.of(new Difference(where, brief(official), brief(ours)));
        }
        int at = 0;
        while (at < official.size() && at < ours.size() && official.get(at).equals(ours.get(at))) {
            at++;
        }
        if (at == official.size() && at == ours.size()) {
            return Stream.empty();
        }
        return Stream.of(new Difference(where + " [" + at + "]", around(official, at), around(ours, at)));
    }

    private static String brief(List<String> values) {
        return values == null ? NOTHING : String.join(" | ", values.subList(0, Math.min(values.size(), LINES_BEFORE)));
    }

    private static String around(List<String> values, int at) {
        int from = Math.max(0, at - LINES_BEFORE);
        int to = Math.min(values.size(), at + 2);
        return (at >= values.size() ? "(ends) " : "") + String.join(" | ", values.subList(from, to));
    }
}
