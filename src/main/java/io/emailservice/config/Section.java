package io.emailservice.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One object of the configuration file, read key by key. Every read names the default; a wrong value is noted and the
 * default used, so that one run finds all problems. {@link #end()} notes the keys that nobody read. Main thread only.
 */
public final class Section {
    private final String path;
    private final ObjectNode node;
    private final Problems problems;
    private final Set<String> read = new HashSet<>();

    public Section(String path, ObjectNode node, Problems problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    /** The full dotted key of a child, as an operator writes it. */
    public String key(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The object under a key; an empty one if it is absent. */
    public Section section(String name) {
        JsonNode child = take(name);
        if (child != null && !child.isObject()) {
            problems.add(key(name), "must be an object");
            child = null;
        }
        return new Section(key(name), child == null ? node.objectNode() : (ObjectNode) child, problems);
    }

    /** The objects under a key by name, each read by {@code reader}, in file order; the fallback if the key is absent. */
    public <T> Map<String, T> sections(String name, Map<String, T> fallback, Function<Section, T> reader) {
        if (!node.has(name)) {
            read.add(name);
            return fallback;
        }
        Section parent = section(name);
        Map<String, T> result = new LinkedHashMap<>();
        for (String child : parent.names()) {
            result.put(child, reader.apply(parent.section(child)));
        }
        return Map.copyOf(result);
    }

    /** The objects of a list, each read by {@code reader}. */
    public <T> List<T> list(String name, List<T> fallback, Function<Section, T> reader) {
        JsonNode list = take(name);
        if (list == null) {
            return fallback;
        }
        if (!list.isArray()) {
            problems.add(key(name), "must be a list");
            return fallback;
        }
        List<T> result = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String item = key(name) + "[" + i + "]";
            if (list.get(i) instanceof ObjectNode object) {
                result.add(reader.apply(new Section(item, object, problems)));
            } else {
                problems.add(item, "must be an object");
            }
        }
        return List.copyOf(result);
    }

    public String text(String name, String fallback) {
        JsonNode value = take(name);
        if (value == null) {
            return fallback;
        }
        if (value.isContainerNode()) {
            problems.add(key(name), "must be a text");
            return fallback;
        }
        return value.asText();
    }

    /** Like {@link #text}, but without a default: an absent or empty value is a problem. */
    public String requiredText(String name) {
        String value = text(name, "");
        if (value.isEmpty()) {
            problems.add(key(name), "is required");
        }
        return value;
    }

    public @Nullable String optionalText(String name) {
        String value = text(name, "");
        return value.isEmpty() ? null : value;
    }

    public Secret secret(String name, String fallback) {
        return new Secret(text(name, fallback));
    }

    public List<String> texts(String name, List<String> fallback) {
        JsonNode list = take(name);
        if (list == null) {
            return fallback;
        }
        if (!list.isArray()) {
            problems.add(key(name), "must be a list of texts");
            return fallback;
        }
        List<String> result = new ArrayList<>();
        list.forEach(item -> result.add(item.asText()));
        return List.copyOf(result);
    }

    public boolean flag(String name, boolean fallback) {
        JsonNode value = take(name);
        if (value == null) {
            return fallback;
        }
        return switch (value.asText()) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                problems.add(key(name), "must be true or false");
                yield fallback;
            }
        };
    }

    public int integer(String name, int fallback, int min, int max) {
        JsonNode value = take(name);
        if (value == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(value.asText());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one complaint below
        }
        problems.add(key(name), "must be a whole number from " + min + " to " + max);
        return fallback;
    }

    public double number(String name, double fallback, double min, double max) {
        JsonNode value = take(name);
        if (value == null) {
            return fallback;
        }
        try {
            double number = Double.parseDouble(value.asText());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one complaint below
        }
        problems.add(key(name), "must be a number from " + min + " to " + max);
        return fallback;
    }

    /** A duration such as {@code 250ms}, {@code 30s}, {@code 5m}, {@code 8h} or {@code 7d}. */
    public Duration duration(String name, Duration fallback, Duration min, Duration max) {
        JsonNode value = take(name);
        if (value == null) {
            return fallback;
        }
        Duration duration = Durations.parse(value.asText());
        if (duration == null || duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            problems.add(
                    key(name),
                    "must be a duration from " + Durations.print(min) + " to " + Durations.print(max)
                            + ", such as 250ms, 30s, 5m, 8h or 7d");
            return fallback;
        }
        return duration;
    }

    /** One of the given words; {@code values} maps each to its meaning. */
    public <T> T choice(String name, T fallback, Map<String, T> values) {
        JsonNode value = take(name);
        if (value == null) {
            return fallback;
        }
        T choice = values.get(value.asText());
        if (choice == null) {
            problems.add(
                    key(name),
                    "must be one of " + values.keySet().stream().sorted().toList());
            return fallback;
        }
        return choice;
    }

    /** Notes a problem of a key under this section, for rules that concern several keys. */
    public void problem(String name, String rule) {
        problems.add(key(name), rule);
    }

    /** The keys that are present. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Notes every key that nobody asked for: a misspelt key must not be silently ignored. */
    public void end() {
        for (String name : names()) {
            if (!read.contains(name)) {
                problems.add(
                        key(name),
                        "is unknown; known here: " + read.stream().sorted().toList());
            }
        }
    }

    private @Nullable JsonNode take(String name) {
        read.add(name);
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
