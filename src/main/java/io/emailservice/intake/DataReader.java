package io.emailservice.intake;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the free parts of a request, {@code data} and {@code metadata}, into immutable maps, lists and scalars. */
final class DataReader {
    private static final int MAX_METADATA_NAME = 128;
    private static final int MAX_METADATA_TEXT = 1_000;
    /** The names that have a meaning to us are indexed, so they are shorter. */
    private static final int MAX_KNOWN_METADATA = 200;
    /** Beyond it PostgreSQL can't keep a number in jsonb. */
    private static final int MAX_SCALE = 1_000;

    private final Cursor cursor;
    private final IntakeLimits limits;
    private int nodes;

    DataReader(Cursor cursor, IntakeLimits limits) {
        this.cursor = cursor;
        this.limits = limits;
    }

    Map<String, Object> data() throws IOException {
        if (!cursor.entersObject()) {
            return Map.of();
        }
        nodes = 0;
        Map<String, Object> data = object(1);
        if (nodes > limits.dataNodes()) {
            cursor.problem("must have at most " + limits.dataNodes() + " values");
        }
        return data;
    }

    Map<String, Object> metadata() throws IOException {
        if (!cursor.entersObject()) {
            return Map.of();
        }
        Map<String, Object> all = new LinkedHashMap<>();
        for (String name = cursor.nextField(); name != null; name = cursor.nextField()) {
            if (name.isEmpty() || name.length() > MAX_METADATA_NAME || !Texts.isOneLine(name)) {
                cursor.problem("must have a name of one line and up to " + MAX_METADATA_NAME + " characters");
            }
            if (cursor.parser.currentToken().isStructStart()) {
                cursor.problem("must be a text, number or boolean");
                cursor.parser.skipChildren();
            } else {
                put(all, name, scalar(maxMetadata(name)), limits.metadata());
            }
        }
        if (all.size() > limits.metadata()) {
            cursor.problem("must have at most " + limits.metadata() + " entries");
        }
        return Collections.unmodifiableMap(all);
    }

    private Map<String, Object> object(int depth) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name = cursor.nextField(); name != null; name = cursor.nextField()) {
            if (Texts.hasNul(name)) {
                cursor.problem("must have a name without NUL");
            }
            put(map, name, value(depth + 1), limits.dataNodes());
        }
        return Collections.unmodifiableMap(map);
    }

    private List<Object> list(int depth) throws IOException {
        List<Object> list = new ArrayList<>();
        while (cursor.parser.nextToken() != JsonToken.END_ARRAY) {
            @Nullable Object value = value(depth + 1);
            if (nodes <= limits.dataNodes()) {
                list.add(value);
            }
        }
        return Collections.unmodifiableList(list);
    }

    private @Nullable Object value(int depth) throws IOException {
        nodes++;
        boolean container = cursor.parser.currentToken().isStructStart();
        if (container && (depth > limits.dataDepth() || nodes > limits.dataNodes())) {
            if (nodes <= limits.dataNodes()) {
                cursor.problem("must not be nested deeper than " + limits.dataDepth() + " levels");
            }
            cursor.parser.skipChildren();
            return null;
        }
        return switch (cursor.parser.currentToken()) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> list(depth);
            default -> scalar(Integer.MAX_VALUE);
        };
    }

    private @Nullable Object scalar(int maxText) throws IOException {
        return switch (cursor.parser.currentToken()) {
            case VALUE_STRING -> cursor.textOrEmpty(maxText);
            case VALUE_NUMBER_INT -> cursor.parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Exact, so that a price prints as it was written. */
    private @Nullable BigDecimal decimal() throws IOException {
        try {
            BigDecimal number = cursor.parser.getDecimalValue();
            if (Math.abs((long) number.scale()) <= MAX_SCALE) {
                return number;
            }
        } catch (NumberFormatException exponentBeyondInt) {
            // falls through to the one complaint below
        }
        cursor.problem("must have an exponent between -" + MAX_SCALE + " and " + MAX_SCALE);
        return null;
    }

    private static int maxMetadata(String name) {
        return name.equals("campaign") || name.equals("stepExecutionId") ? MAX_KNOWN_METADATA : MAX_METADATA_TEXT;
    }

    /** Keeps one entry too many, which is enough to know. */
    private static void put(Map<String, Object> map, String name, @Nullable Object value, int limit) {
        if (map.size() <= limit) {
            map.put(name, value);
        }
    }
}
