package io.emailservice.queue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads options of jobs leniently: unknown members and values of the wrong type are skipped, what was read before a break
 * counts.
 */
final class JobOptionsReader {
    private final JobOptions.Draft draft = new JobOptions.Draft();

    private JobOptionsReader() {}

    static JobOptions read(byte[] text) {
        JobOptionsReader reader = new JobOptionsReader();
        try (JsonParser json = JobOptionsJson.JSON.createParser(text)) {
            json.nextToken();
            members(json, reader::take);
        } catch (IOException notJson) {
            // What was read so far counts.
        }
        return reader.draft.options();
    }

    /** The members follow BullMQ's short names. */
    private void take(String member, JsonParser value) throws IOException {
        switch (member) {
            case "attempts" -> draft.attempts = small(value);
            case "backoff" -> draft.backoff = backoff(value);
            case "delay" -> draft.delayMillis = number(value);
            case "priority" -> draft.priority = small(value);
            case "lifo" -> draft.lifo = isTrue(value);
            case "jobId" -> draft.jobId = text(value);
            case "timestamp" -> draft.timestamp = number(value);
            case "removeOnComplete" -> draft.removeOnComplete = keep(value);
            case "removeOnFail" -> draft.removeOnFail = keep(value);
            case "stackTraceLimit" -> draft.stackTraceLimit = small(value);
            case "kl" -> draft.keepLogs = small(value);
            case "sizeLimit" -> draft.sizeLimit = small(value);
            case "tm" -> draft.telemetry = text(value);
            case "omc" -> draft.omitContext = isTrue(value);
            case "parent" -> draft.parent = parent(value);
            case "de" -> draft.deduplication = deduplication(value);
            default -> {
                ChildFailure failure = ChildFailure.ofOption(member);
                if (failure != ChildFailure.KEEP_WAITING && isTrue(value)) {
                    draft.childFailure = failure;
                }
            }
        }
    }

    private static Backoff backoff(JsonParser value) throws IOException {
        if (value.currentToken() != JsonToken.START_OBJECT) {
            return Backoff.fixed(number(value));
        }
        class Parts {
            String type = "fixed";
            long delay;
            double jitter;
        }
        Parts parts = new Parts();
        members(value, (member, part) -> {
            switch (member) {
                case "type" -> parts.type = String.valueOf(text(part));
                case "delay" -> parts.delay = number(part);
                case "jitter" -> parts.jitter = part.currentToken().isNumeric() ? part.getDoubleValue() : 0;
                default -> {}
            }
        });
        return new Backoff(parts.type, parts.delay, parts.jitter);
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
            return null;
        }
        class Parts {
            long count = Keep.ALL.count();
            long age = Keep.ALL.ageSeconds();
            long limit = Keep.ALL.limit();
        }
        Parts parts = new Parts();
        members(value, (member, part) -> {
            switch (member) {
                case "count" -> parts.count = number(part);
                case "age" -> parts.age = number(part);
                case "limit" -> parts.limit = number(part);
                default -> {}
            }
        });
        return new Keep(parts.count, parts.age, parts.limit);
    }

    private static @Nullable ParentJob parent(JsonParser value) throws IOException {
        class Parts {
            @Nullable
            String queue;

            @Nullable
            String id;
        }
        Parts parts = new Parts();
        members(value, (member, part) -> {
            switch (member) {
                case "queue" -> parts.queue = text(part);
                case "id" -> parts.id = text(part);
                default -> {}
            }
        });
        return parts.queue == null || parts.id == null ? null : new ParentJob(parts.queue, parts.id);
    }

    private static @Nullable Deduplication deduplication(JsonParser value) throws IOException {
        class Parts {
            @Nullable
            String id;

            long ttl;
            boolean extend;
            boolean replace;
            boolean reschedule;
            boolean keepLast;
        }
        Parts parts = new Parts();
        members(value, (member, part) -> {
            switch (member) {
                case "id" -> parts.id = text(part);
                case "ttl" -> parts.ttl = number(part);
                case "extend" -> parts.extend = isTrue(part);
                case "replace" -> parts.replace = isTrue(part);
                case "reschedule" -> parts.reschedule = isTrue(part);
                case "keepLastIfActive" -> parts.keepLast = isTrue(part);
                default -> {}
            }
        });
        return parts.id == null
                ? null
                : new Deduplication(parts.id, parts.ttl, parts.extend, parts.replace, parts.reschedule, parts.keepLast);
    }

    /** Gives each member of the object that begins here; none if none does. Skips what the taker leaves of a value. */
    private static void members(JsonParser json, Taker taker) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            json.nextToken();
            taker.take(member, json);
            json.skipChildren();
        }
    }

    private static boolean isTrue(JsonParser value) {
        return value.currentToken() == JsonToken.VALUE_TRUE;
    }

    private static @Nullable String text(JsonParser value) throws IOException {
        JsonToken token = value.currentToken();
        return token.isScalarValue() && token != JsonToken.VALUE_NULL ? value.getText() : null;
    }

    private static int small(JsonParser value) throws IOException {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number(value)));
    }

    private static long number(JsonParser value) throws IOException {
        // The writer may have printed a large whole number with an exponent.
        return value.currentToken().isNumeric() ? (long) value.getDoubleValue() : 0;
    }

    private interface Taker {
        void take(String member, JsonParser value) throws IOException;
    }
}
