package io.emailservice.twin.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query string: of a repeated one the last counts. */
public record Query(Map<String, String> values) {
    /** Most parameters; more are a bad request. */
    private static final int MOST = 100;

    public static Query of(@Nullable String query) {
        Map<String, String> values = new LinkedHashMap<>();
        if (query != null) {
            for (FormField field : FormScanner.scan(query.getBytes(UTF_8))) {
                values.put(field.name(), field.text());
            }
        }
        MalformedBody.check(values.size() <= MOST, "too many query parameters");
        return new Query(values);
    }

    public @Nullable String text(String name) {
        return values.get(name);
    }

    public String text(String name, String fallback) {
        return values.getOrDefault(name, fallback);
    }

    /** A whole number cut to its bounds; the fallback if it is no number. */
    public int number(String name, int fallback, int min, int max) {
        try {
            return Math.max(min, Math.min(max, Integer.parseInt(text(name, ""))));
        } catch (NumberFormatException notANumber) {
            return fallback;
        }
    }
}
