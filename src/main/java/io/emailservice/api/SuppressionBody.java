package io.emailservice.api;

import io.emailservice.message.Problem;
import io.emailservice.message.Suppression;
import io.emailservice.suppression.Entry;
import io.emailservice.suppression.EntryReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a body of suppressions: an entry, a list of them, or {@code {"suppressions": [...]}}. All are in order or none. */
final class SuppressionBody {
    static final int MOST = 1_000;
    private static final int MOST_PROBLEMS = 100;
    private static final String LIST = "suppressions";

    private final EntryReader reader;
    private final Map<String, String> defaults;
    private final List<Problem> problems = new ArrayList<>();

    SuppressionBody(EntryReader reader, Map<String, String> defaults) {
        this.reader = reader;
        this.defaults = Map.copyOf(defaults);
    }

    /** Throws {@link HttpProblem} with every problem, up to a hundred. */
    List<Suppression> read(@Nullable Buffer body) {
        Object document = parse(body);
        List<Suppression> suppressions = new ArrayList<>();
        if (document instanceof JsonObject object && !object.containsKey(LIST)) {
            read("", object, suppressions);
        } else {
            boolean named = document instanceof JsonObject;
            Object list =
                    document instanceof JsonObject object && object.size() == 1 ? object.getValue(LIST) : document;
            readAll(named ? '/' + LIST : "", list, suppressions);
        }
        if (!problems.isEmpty()) {
            throw HttpProblem.invalid(problems.subList(0, Math.min(MOST_PROBLEMS, problems.size())));
        }
        return suppressions;
    }

    private void readAll(String pointer, @Nullable Object list, List<Suppression> suppressions) {
        if (!(list instanceof JsonArray array)) {
            problems.add(
                    new Problem("", "must be a suppression, a list of them, or an object with that list in " + LIST));
            return;
        }
        if (array.isEmpty() || array.size() > MOST) {
            problems.add(
                    new Problem(pointer, "must have from 1 to " + MOST + " suppressions; more go through an import"));
            return;
        }
        for (int i = 0; i < array.size() && problems.size() < MOST_PROBLEMS; i++) {
            if (array.getValue(i) instanceof JsonObject object) {
                read(pointer + '/' + i, object, suppressions);
            } else {
                problems.add(new Problem(pointer + '/' + i, "must be an object"));
            }
        }
    }

    private void read(String pointer, JsonObject object, List<Suppression> suppressions) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : object.fieldNames()) {
            Object value = object.getValue(name);
            if (value instanceof String text) {
                fields.put(name, text);
            } else if (value != null) {
                problems.add(new Problem(pointer, "must have texts as values"));
                return;
            }
        }
        Entry entry = reader.read(fields, defaults);
        entry.problems().forEach(problem -> problems.add(new Problem(pointer + problem.pointer(), problem.rule())));
        if (entry.suppression() != null) {
            suppressions.add(entry.suppression());
        }
    }

    private static @Nullable Object parse(@Nullable Buffer body) {
        try {
            return body == null ? null : Json.decodeValue(body);
        } catch (DecodeException malformed) {
            throw HttpProblem.invalid(List.of(new Problem("", "is not well-formed JSON")));
        }
    }
}
