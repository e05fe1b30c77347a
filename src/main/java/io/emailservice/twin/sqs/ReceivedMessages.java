package io.emailservice.twin.sqs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Received messages as the answer of a receive shows them; without any, the list is left out. */
final class ReceivedMessages {
    private ReceivedMessages() {}

    static ObjectNode json(List<QueuedMessage> messages, Set<String> attributes) {
        ObjectNode answer = Json.object();
        if (!messages.isEmpty()) {
            ArrayNode items = answer.putArray("Messages");
            messages.forEach(message -> addTo(items, message, attributes));
        }
        return answer;
    }

    private static void addTo(ArrayNode items, QueuedMessage message, Set<String> wanted) {
        ObjectNode item = items.addObject()
                .put("MessageId", message.id)
                .put("ReceiptHandle", message.handle)
                .put("MD5OfBody", message.md5)
                .put("Body", message.body);
        ObjectNode attributes = Json.object();
        Map.of(
                        "SenderId", "AIDATWINEXAMPLE",
                        "SentTimestamp", String.valueOf(message.sentMillis),
                        "ApproximateReceiveCount", String.valueOf(message.receives),
                        "ApproximateFirstReceiveTimestamp", String.valueOf(message.firstReceivedMillis))
                .forEach((name, value) -> {
                    if (wanted.contains("All") || wanted.contains(name)) {
                        attributes.put(name, value);
                    }
                });
        if (!attributes.isEmpty()) {
            item.set("Attributes", attributes);
        }
    }
}
