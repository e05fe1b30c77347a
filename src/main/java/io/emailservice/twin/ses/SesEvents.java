package io.emailservice.twin.ses;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.feedback.Kind;
import io.emailservice.twin.feedback.Letter;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.wire.FormField;
import io.emailservice.twin.wire.FormScanner;
import io.emailservice.twin.wire.Json;
import java.util.List;

/** The events that a configuration set publishes, in SES' JSON. */
final class SesEvents {
    private static final List<String> COMMON = List.of("from", "to", "cc", "bcc", "replyTo");
    private static final String OWNER = "123456789012";

    private final String region;
    private final String configurationSet;

    SesEvents(String region, String configurationSet) {
        this.region = region;
        this.configurationSet = configurationSet;
    }

    /** One event; SES ends it with a line break. */
    String json(Happening happening) {
        ObjectNode event = Json.object().put("eventType", SesEventDetail.type(happening.kind()));
        mail(event.putObject("mail"), happening);
        SesEventDetail.addTo(event, happening);
        return event.toString() + '\n';
    }

    private void mail(ObjectNode mail, Happening happening) {
        Acceptance acceptance = happening.acceptance();
        Letter letter = happening.letter();
        String from = letter.first("From");
        String address = address(from);
        mail.put("timestamp", SesEventDetail.time(acceptance.at()))
                .put("source", from)
                .put("sourceArn", "arn:aws:ses:" + region + ':' + OWNER + ":identity/" + domain(address))
                .put("sendingAccountId", OWNER)
                .put("messageId", acceptance.providerId());
        acceptance.recipients().forEach(mail.putArray("destination")::add);
        mail.put("headersTruncated", letter.truncated());
        ArrayNode headers = mail.putArray("headers");
        for (Letter.Header header : letter.headers()) {
            headers.addObject().put("name", header.name()).put("value", header.value());
        }
        commonHeaders(mail.putObject("commonHeaders"), letter, acceptance);
        tags(mail.putObject("tags"), happening, domain(address));
    }

    private static void commonHeaders(ObjectNode common, Letter letter, Acceptance acceptance) {
        for (String name : COMMON) {
            String value = letter.first(name.equals("replyTo") ? "Reply-To" : name);
            if (!value.isEmpty()) {
                common.putArray(name).add(value);
            }
        }
        String date = letter.first("Date");
        if (!date.isEmpty()) {
            common.put("date", date);
        }
        common.put("messageId", acceptance.providerId()).put("subject", letter.first("Subject"));
    }

    private void tags(ObjectNode tags, Happening happening, String fromDomain) {
        Acceptance acceptance = happening.acceptance();
        tags.putArray("ses:operation").add("SendEmail");
        tags.putArray("ses:configuration-set").add(configurationSet);
        tags.putArray("ses:source-ip").add("192.0.2.10");
        tags.putArray("ses:from-domain").add(fromDomain);
        tags.putArray("ses:caller-identity").add("twin");
        if (happening.kind() == Kind.DELIVERED) {
            tags.putArray("ses:outgoing-ip").add("198.51.100.8");
        }
        if (acceptance.messageId() != null) {
            tags.putArray(SesTags.MESSAGE_ID).add(acceptance.messageId());
        }
        for (FormField tag : FormScanner.scan(acceptance.attributes().getBytes(ISO_8859_1))) {
            tags.putArray(tag.name()).add(tag.text());
        }
    }

    private static String address(String from) {
        int open = from.lastIndexOf('<');
        return open < 0 ? from : from.substring(open + 1, Math.max(open + 1, from.lastIndexOf('>')));
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
