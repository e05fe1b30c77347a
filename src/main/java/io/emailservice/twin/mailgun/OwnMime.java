package io.emailservice.twin.mailgun;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.twin.wire.FormField;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.MimeHeaders;

/** What Mailgun takes from the headers of a message that the sender built; form fields win over headers. */
final class OwnMime {
    private OwnMime() {}

    static void readInto(SendForm form) {
        FormField message = form.message;
        if (message == null) {
            return;
        }
        MimeHeaders headers = MimeHeaders.of(message.bytes());
        String id = headers.first("Message-Id");
        if (id != null && form.providerId == null) {
            form.providerId = SendForm.withoutBrackets(id);
        }
        headers.all("X-Mailgun-Tag").forEach(form::addTag);
        String chosen = form.messageId;
        for (String variables : headers.all("X-Mailgun-Variables")) {
            JsonNode node = Json.parse(variables);
            if (node != null) {
                node.fields()
                        .forEachRemaining(v -> form.addVariable(
                                v.getKey(),
                                v.getValue().isValueNode()
                                        ? v.getValue().asText()
                                        : v.getValue().toString()));
            }
        }
        form.messageId = chosen != null ? chosen : form.messageId;
    }
}
