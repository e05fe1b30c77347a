package io.emailservice.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
            last = JobOptionsReader.read(text);
            lastText = text;
        }
        return last;
    }

    /** The options of a new job as the official client leaves them: what isn't set is absent, except {@code attempts}. */
    static String write(JobOptions options) {
        StringWriter text = new StringWriter(64);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("attempts", options.attempts());
            writeBackoff(json, options.backoff());
            writeNumber(json, "delay", options.delayMillis());
            writeNumber(json, "priority", options.priority());
            writeTrue(json, "lifo", options.lifo());
            writeText(json, "jobId", options.jobId());
            writeNumber(json, "timestamp", options.timestamp());
            writeKeep(json, "removeOnComplete", options.removeOnComplete());
            writeKeep(json, "removeOnFail", options.removeOnFail());
            if (options.stackTraceLimit() >= 0) {
                json.writeNumberField("stackTraceLimit", options.stackTraceLimit());
            }
            writeNumber(json, "kl", options.keepLogs());
            writeNumber(json, "sizeLimit", options.sizeLimit());
            writeText(json, "tm", options.telemetry());
            writeTrue(json, "omc", options.omitContext());
            writeParent(json, options.parent());
            if (options.childFailure() != ChildFailure.KEEP_WAITING) {
                json.writeBooleanField(options.childFailure().option(), true);
            }
            writeDeduplication(json, options.deduplication());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string can be written", impossible);
        }
        return text.toString();
    }

    private static void writeNumber(JsonGenerator json, String member, long number) throws IOException {
        if (number > 0) {
            json.writeNumberField(member, number);
        }
    }

    private static void writeTrue(JsonGenerator json, String member, boolean isTrue) throws IOException {
        if (isTrue) {
            json.writeBooleanField(member, true);
        }
    }

    private static void writeText(JsonGenerator json, String member, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(member, text);
        }
    }

    private static void writeParent(JsonGenerator json, @Nullable ParentJob parent) throws IOException {
        if (parent == null) {
            return;
        }
        json.writeObjectFieldStart("parent");
        json.writeStringField("id", parent.id());
        json.writeStringField("queue", parent.queueKey());
        json.writeEndObject();
    }

    private static void writeDeduplication(JsonGenerator json, @Nullable Deduplication rule) throws IOException {
        if (rule == null) {
            return;
        }
        json.writeObjectFieldStart("de");
        json.writeStringField("id", rule.id());
        writeNumber(json, "ttl", rule.ttlMillis());
        writeTrue(json, "extend", rule.extend());
        writeTrue(json, "replace", rule.replace());
        writeTrue(json, "reschedule", rule.reschedule());
        writeTrue(json, "keepLastIfActive", rule.keepLastIfActive());
        json.writeEndObject();
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
}
