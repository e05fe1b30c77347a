package io.emailservice.queue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a job repeats, read from its options.
 *
 * @param pattern a cron pattern, empty for none
 * @param everyMillis an interval, 0 for none
 * @param zone of the pattern, empty for this process's
 * @param limit the most jobs, -1 for no limit
 * @param count which job this is, from 1; 0 if unknown
 * @param startMillis no job before it, 0 for any
 * @param endMillis no job after it, 0 for any
 * @param hashSeed where the pattern's {@code H} falls, null to leave that open
 * @param dueMillis when this job was due, 0 if unknown
 */
record Repeat(
        String pattern,
        long everyMillis,
        String zone,
        long limit,
        long count,
        long startMillis,
        long endMillis,
        @Nullable String hashSeed,
        long dueMillis) {

    /**
     * Reads the options of a job.
     *
     * @throws IllegalArgumentException if the options say nothing of repeating, or nothing that can be understood
     */
    static Repeat read(String options) {
        Draft draft = new Draft();
        try (JsonParser json = JobOptionsJson.JSON.createParser(options)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    draft.takeOption(json.currentName(), json);
                }
            }
        } catch (IOException notJson) {
            throw new IllegalArgumentException("the options are not JSON", notJson);
        }
        return draft.repeat();
    }

    /** What was read so far. */
    private static final class Draft {
        private String pattern = "";
        private long everyMillis;
        private String zone = "";
        private long limit = -1;
        private long count;
        private long startMillis;
        private long endMillis;
        private @Nullable String hashSeed;
        private long dueMillis;

        Repeat repeat() {
            if (pattern.isEmpty() == (everyMillis == 0)) {
                throw new IllegalArgumentException("a schedule has either a pattern or an interval");
            }
            return new Repeat(pattern, everyMillis, zone, limit, count, startMillis, endMillis, hashSeed, dueMillis);
        }

        void takeOption(String member, JsonParser json) throws IOException {
            JsonToken value = json.nextToken();
            if (member.equals("prevMillis")) {
                dueMillis = millis(json);
            } else if (member.equals("repeat") && value == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String rule = json.currentName();
                    json.nextToken();
                    takeRule(rule, json);
                }
            } else {
                json.skipChildren();
            }
        }

        private void takeRule(String member, JsonParser json) throws IOException {
            switch (member) {
                case "pattern" -> pattern = text(json);
                // The name of the pattern up to BullMQ 3.
                case "cron" -> pattern = pattern.isEmpty() ? text(json) : pattern;
                case "every" -> everyMillis = Math.max(0, millis(json));
                case "tz" -> zone = text(json);
                // An option of the cron-parser of BullMQ 5.
                case "utc" -> zone = json.currentToken() == JsonToken.VALUE_TRUE ? "UTC" : zone;
                case "limit" -> limit = json.currentToken() == JsonToken.VALUE_NULL ? limit : millis(json);
                case "count" -> count = millis(json);
                case "startDate" -> startMillis = millis(json);
                case "endDate" -> endMillis = millis(json);
                case "hashSeed" -> hashSeed = text(json);
                default -> json.skipChildren();
            }
        }

        private static String text(JsonParser json) throws IOException {
            return json.currentToken() == JsonToken.VALUE_NULL ? "" : json.getText();
        }

        /** A number or a date; the writer may have printed a large whole number with an exponent. */
        private static long millis(JsonParser json) throws IOException {
            if (json.currentToken().isNumeric()) {
                return (long) json.getDoubleValue();
            }
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return millis(json.getText());
            }
            json.skipChildren();
            return 0;
        }

        private static long millis(String text) {
            try {
                return text.contains("T") ? Instant.parse(text).toEpochMilli() : (long) Double.parseDouble(text);
            } catch (RuntimeException neither) {
                throw new IllegalArgumentException("neither a number nor a date: " + text, neither);
            }
        }
    }
}
