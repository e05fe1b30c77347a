package io.emailservice.twin.mailgun;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.ledger.Entry;
import io.emailservice.twin.wire.FormField;
import io.emailservice.twin.wire.FormScanner;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.Mixing;
import java.util.HexFormat;
import java.util.List;

/** One event as the events route shows it. */
final class EventItem {
    private static final double MILLIS = 1e3;

    private EventItem() {}

    static ObjectNode accepted(Entry entry) {
        Acceptance acceptance = entry.acceptance();
        String recipient = entry.recipient();
        ObjectNode item = Json.object()
                .put("event", "accepted")
                .put("id", id(entry.number()))
                .put("timestamp", acceptance.at().toEpochMilli() / MILLIS)
                .put("log-level", "info")
                .put("method", "HTTP")
                .put("recipient", recipient)
                .put("recipient-domain", recipient.substring(recipient.lastIndexOf('@') + 1));
        ObjectNode message = item.putObject("message");
        message.putObject("headers").put("to", recipient).put("message-id", acceptance.providerId());
        message.put("size", acceptance.size());
        message.putArray("attachments");
        item.putObject("envelope").put("targets", recipient).put("transport", "smtp");
        item.putObject("flags").put("is-authenticated", true).put("is-test-mode", false);
        item.putArray("campaigns");
        addAttributes(item, acceptance);
        return item;
    }

    static List<String> tags(Entry entry) {
        return attributes(entry.acceptance()).stream()
                .filter(attribute -> attribute.name().equals("o:tag"))
                .map(FormField::text)
                .toList();
    }

    /** The id of the event that tells of an acceptance. */
    static String id(int entry) {
        return HexFormat.of().toHexDigits(Mixing.mix(~entry));
    }

    /** Adds tags and variables. */
    static void addAttributes(ObjectNode item, Acceptance acceptance) {
        ArrayNode tags = item.putArray("tags");
        ObjectNode variables = item.putObject("user-variables");
        if (acceptance.messageId() != null) {
            variables.put("message-id", acceptance.messageId());
        }
        for (FormField attribute : attributes(acceptance)) {
            if (attribute.name().equals("o:tag")) {
                tags.add(attribute.text());
            } else {
                variables.put(attribute.name().substring("v:".length()), attribute.text());
            }
        }
    }

    private static List<FormField> attributes(Acceptance acceptance) {
        return FormScanner.scan(acceptance.attributes().getBytes(ISO_8859_1));
    }
}
