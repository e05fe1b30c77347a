package io.emailservice.twin.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.twin.wire.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The fields of a request, or of one entry of a batch. */
record SqsRequest(JsonNode node) {
    private static final int MOST_ENTRIES = 10;
    private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    static SqsRequest parse(byte[] body) {
        JsonNode node = Json.parse(body);
        if (node == null || !node.isObject()) {
            throw SqsError.of("SerializationException", "MalformedInput", "The request is not a JSON object.");
        }
        return new SqsRequest(node);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    String text(String name) {
        if (!node.path(name).isTextual()) {
            throw SqsError.missing(name);
        }
        return node.get(name).textValue();
    }

    int number(String name, int fallback, int min, int max) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return fallback;
        }
        SqsError.check(
                value.canConvertToInt() && value.intValue() >= min && value.intValue() <= max,
                "Value " + value + " for parameter " + name + " is invalid. Reason: Must be between " + min + " and "
                        + max + ", if provided.");
        return value.intValue();
    }

    Set<String> texts(String name) {
        Set<String> texts = new HashSet<>();
        node.path(name).forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** The name at the end of the queue's address. */
    String queueName() {
        String url = text("QueueUrl");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** The entries of a batch, each with an id of its own. */
    List<SqsRequest> entries() {
        List<SqsRequest> entries = new ArrayList<>();
        node.path("Entries").forEach(entry -> entries.add(new SqsRequest(entry)));
        if (entries.isEmpty()) {
            throw batch("EmptyBatchRequest", "There should be at least one entry in the request.");
        }
        if (entries.size() > MOST_ENTRIES) {
            throw batch(
                    "TooManyEntriesInBatchRequest",
                    "Maximum number of entries per request are 10. You have sent " + entries.size() + ".");
        }
        Set<String> ids = new HashSet<>();
        for (SqsRequest entry : entries) {
            if (!ENTRY_ID.matcher(entry.text("Id")).matches()) {
                throw batch("InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters.");
            }
            if (!ids.add(entry.text("Id"))) {
                throw batch("BatchEntryIdsNotDistinct", "Id " + entry.text("Id") + " repeated.");
            }
        }
        return entries;
    }

    private static SqsError batch(String type, String message) {
        return SqsError.of(type, "AWS.SimpleQueueService." + type, message);
    }
}
