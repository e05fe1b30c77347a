package io.emailservice.intake;

import com.fasterxml.jackson.core.JsonGenerator;
import io.emailservice.message.Attachment;
import io.emailservice.message.Mailbox;
import io.emailservice.message.SendRequest;
import io.emailservice.message.TemplateRef;
import io.emailservice.message.Tracking;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request as the document that is stored for it: defaults applied; absent fields and content left out, and a hash
 * in place of the bytes of an attachment.
 */
final class Documents {
    private static final int USUAL_LENGTH = 1_024;

    private Documents() {}

    static String write(SendRequest request) {
        StringWriter text = new StringWriter(USUAL_LENGTH);
        try (JsonGenerator json = SendRequests.JSON.createGenerator(text)) {
            write(json, request);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, SendRequest request) throws IOException {
        json.writeStartObject();
        json.writeStringField("idempotencyKey", request.idempotencyKey());
        json.writeStringField("tenant", request.tenant());
        json.writeStringField("stream", request.stream().wire());
        writeMailbox(json, "from", request.from());
        writeMailbox(json, "to", request.to());
        writeMailboxes(json, "cc", request.cc());
        writeMailboxes(json, "bcc", request.bcc());
        writeMailbox(json, "replyTo", request.replyTo());
        writeTemplate(json, request.template());
        writeMap(json, "data", request.data());
        writeMap(json, "headers", request.headers());
        writeAttachments(json, request.attachments());
        writeTags(json, request.tags());
        writeMap(json, "metadata", request.metadata());
        writeTracking(json, request.tracking());
        writeText(json, "provider", request.provider());
        writeText(json, "sendAt", request.sendAt());
        writeText(json, "expiresAt", request.expiresAt());
        writeText(json, "collapseKey", request.collapseKey());
        json.writeEndObject();
    }

    private static void writeMailbox(JsonGenerator json, String field, @Nullable Mailbox mailbox) throws IOException {
        if (mailbox != null) {
            json.writeFieldName(field);
            writeMailbox(json, mailbox);
        }
    }

    private static void writeMailbox(JsonGenerator json, Mailbox mailbox) throws IOException {
        json.writeStartObject();
        json.writeStringField("email", mailbox.email());
        writeText(json, "name", mailbox.name());
        json.writeEndObject();
    }

    private static void writeMailboxes(JsonGenerator json, String field, List<Mailbox> mailboxes) throws IOException {
        if (mailboxes.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (Mailbox mailbox : mailboxes) {
            writeMailbox(json, mailbox);
        }
        json.writeEndArray();
    }

    private static void writeTemplate(JsonGenerator json, @Nullable TemplateRef template) throws IOException {
        if (template == null) {
            return;
        }
        json.writeObjectFieldStart("template");
        json.writeStringField("id", template.id());
        if (template.version() != null) {
            json.writeNumberField("version", template.version());
        }
        writeText(json, "locale", template.locale());
        json.writeEndObject();
    }

    private static void writeAttachments(JsonGenerator json, List<Attachment> attachments) throws IOException {
        if (attachments.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("attachments");
        for (Attachment attachment : attachments) {
            json.writeStartObject();
            json.writeStringField("filename", attachment.filename());
            json.writeStringField("contentType", attachment.contentType());
            json.writeStringField("hash", attachment.hash().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeTags(JsonGenerator json, List<String> tags) throws IOException {
        if (!tags.isEmpty()) {
            json.writeFieldName("tags");
            writeValue(json, tags);
        }
    }

    private static void writeTracking(JsonGenerator json, @Nullable Tracking tracking) throws IOException {
        if (tracking != null) {
            json.writeObjectFieldStart("tracking");
            json.writeBooleanField("opens", tracking.opens());
            json.writeBooleanField("clicks", tracking.clicks());
            json.writeEndObject();
        }
    }

    private static void writeText(JsonGenerator json, String field, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value.toString());
        }
    }

    private static void writeMap(JsonGenerator json, String field, Map<String, ?> map) throws IOException {
        if (!map.isEmpty()) {
            json.writeFieldName(field);
            writeValue(json, map);
        }
    }

    private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName((String) entry.getKey());
                writeValue(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                writeValue(json, item);
            }
            json.writeEndArray();
        } else {
            writeScalar(json, value);
        }
    }

    private static void writeScalar(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else {
            json.writeNumber((BigInteger) value);
        }
    }
}
