package io.emailservice.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The options of a job as they lie in Redis: JSON with BullMQ's short names. Reading is lenient, because a job must not
 * break on options that concern it only later; unknown members are skipped. Jobs of one producer mostly have equal
 * options, so the last ones are remembered. Not for several threads.
 */
final class JobOptionsJson {
    static final JsonFactory JSON = new JsonFactory();

    private byte[] lastText = new byte[0];
    private JobOptions last = JobOptions.DEFAULTS;

    JobOptions read(byte[] text) {
        if (!Arrays.equals(text, lastText)) {
            last = parse(text);
            lastText = text;
        }
        return last;
    }

    private static JobOptions parse(byte[] text) {
        Draft draft = new Draft();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String member = parser.currentName();
                    parser.nextToken();
                    draft.take(member, parser);
                }
            }
        } catch (IOException notJson) {
            // What was read so far counts.
        }
        return draft.options();
    }

    /** The options of a new job as the official client leaves them: what isn't set is absent, except {@code attempts}. */
    static String write(JobOptions options) {
        StringWriter text = new StringWriter(64);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("attempts", options.attempts());
            writeBackoff(json, options.backoff());
            if (options.delayMillis() > 0) {
                json.writeNumberField("delay", options.delayMillis());
            }
            if (options.priority() > 0) {
                json.writeNumberField("priority", options.priority());
            }
            if (options.lifo()) {
                json.writeBooleanField("lifo", true);
            }
            if (options.jobId() != null) {
                json.writeStringField("jobId", options.jobId());
            }
            writeKeep(json, "removeOnComplete", options.removeOnComplete());
            writeKeep(json, "removeOnFail", options.removeOnFail());
            if (options.stackTraceLimit() >= 0) {
                json.writeNumberField("stackTraceLimit", options.stackTraceLimit());
            }
            if (options.telemetry() != null) {
                json.writeStringField("tm", options.telemetry());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string can be written", impossible);
        }
        return text.toString();
    }

    private static void writeBackoff(JsonGenerator json, Backoff backoff) throws IOException {
        if (backoff.equals(Backoff.NONE)) {
            return;
        }
        json.writeObjectFieldStart("backoff");
        json.writeStringField("type", backoff.type());
        json.writeNumberField("delay", backoff.delayMillis());
        if (backoff.jitter() > 0) {
            json.writeNumberField("jitter", backoff.jitter());
        }
        json.writeEndObject();
    }

    private static void writeKeep(JsonGenerator json, String member, @Nullable Keep keep) throws IOException {
        if (keep == null) {
            return;
        }
        if (keep.ageSeconds() == 0) {
            json.writeFieldName(member);
            if (keep.count() == 0) {
                json.writeBoolean(true);
            } else if (keep.count() < 0) {
                json.writeBoolean(false);
            } else {
                json.writeNumber(keep.count());
            }
            return;
        }
        json.writeObjectFieldStart(member);
        json.writeNumberField("age", keep.ageSeconds());
        if (keep.count() >= 0) {
            json.writeNumberField("count", keep.count());
        }
        if (keep.limit() != Keep.ALL.limit()) {
            json.writeNumberField("limit", keep.limit());
        }
        json.writeEndObject();
    }

    /** Options while they are read. */
    private static final class Draft {
        private JobOptions options = JobOptions.DEFAULTS;

        JobOptions options() {
            return options;
        }

        void take(String member, JsonParser value) throws IOException {
            switch (member) {
                case "attempts" -> options = options.withAttempts((int) number(value));
                case "backoff" -> options = options.withBackoff(backoff(value));
                case "delay" -> options = options.withDelayMillis(number(value));
                case "priority" -> options = options.withPriority((int) number(value));
                case "lifo" -> options = options.withLifo(value.currentToken() == JsonToken.VALUE_TRUE);
                case "jobId" -> options = options.withJobId(value.getText());
                case "removeOnComplete" -> options = options.withRemoveOnComplete(keep(value));
                case "removeOnFail" -> options = options.withRemoveOnFail(keep(value));
                case "stackTraceLimit" -> options = options.withStackTraceLimit((int) number(value));
                case "tm" -> options = options.withTelemetry(value.getText());
                default -> value.skipChildren();
            }
        }

        private static long number(JsonParser value) throws IOException {
            if (value.currentToken().isNumeric()) {
                // The writer may have printed a large whole number with an exponent.
                return (long) value.getDoubleValue();
            }
            value.skipChildren();
            return 0;
        }

        private static Backoff backoff(JsonParser value) throws IOException {
            if (value.currentToken() != JsonToken.START_OBJECT) {
                return Backoff.fixed(number(value));
            }
            String type = "fixed";
            long delay = 0;
            double jitter = 0;
            while (value.nextToken() == JsonToken.FIELD_NAME) {
                String member = value.currentName();
                value.nextToken();
                switch (member) {
                    case "type" -> type = value.getText();
                    case "delay" -> delay = number(value);
                    case "jitter" -> jitter = value.currentToken().isNumeric() ? value.getDoubleValue() : 0;
                    default -> value.skipChildren();
                }
            }
            return new Backoff(type, delay, jitter);
        }

        private static @Nullable Keep keep(JsonParser value) throws IOException {
            if (value.currentToken() == JsonToken.VALUE_TRUE) {
                return Keep.NONE;
            }
            if (value.currentToken() == JsonToken.VALUE_FALSE) {
                return Keep.ALL;
            }
            if (value.currentToken().isNumeric()) {
                return Keep.last(number(value));
            }
            if (value.currentToken() != JsonToken.START_OBJECT) {
                value.skipChildren();
                return null;
            }
            long count = -1;
            long age = 0;
            long limit = Keep.ALL.limit();
            while (value.nextToken() == JsonToken.FIELD_NAME) {
                String member = value.currentName();
                value.nextToken();
                switch (member) {
                    case "count" -> count = number(value);
                    case "age" -> age = number(value);
                    case "limit" -> limit = number(value);
                    default -> value.skipChildren();
                }
            }
            return new Keep(count, age, limit);
        }
    }
}
