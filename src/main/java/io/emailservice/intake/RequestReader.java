package io.emailservice.intake;

import com.fasterxml.jackson.core.JsonParser;
import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.emailservice.message.Mailbox;
import io.emailservice.message.Problem;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.TemplateRef;
import io.emailservice.message.Tracking;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one send request in a single pass, then checks the rules that join several fields. Used once. */
final class RequestReader {
    private static final int MAX_KEY = 200;
    private static final int MAX_NAME = 64;
    private static final int MAX_TAG = 128;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Cursor cursor;
    private final IntakeConfig config;
    private final IntakeLimits limits;
    private final PartReader parts;
    private final DataReader values;
    private boolean stored;

    private boolean gaveFrom;
    private boolean gaveTo;
    private boolean gaveTemplate;
    private boolean gaveContent;

    private String idempotencyKey;
    private String tenant;
    private Stream stream;
    private @Nullable Mailbox from;
    private @Nullable Mailbox to;
    private List<Mailbox> cc = List.of();
    private List<Mailbox> bcc = List.of();
    private @Nullable Mailbox replyTo;
    private @Nullable TemplateRef template;
    private @Nullable Content content;
    private Map<String, Object> data = Map.of();
    private Map<String, String> headers = Map.of();
    private List<Attachment> attachments = List.of();
    private List<String> tags = List.of();
    private Map<String, Object> metadata = Map.of();
    private @Nullable Tracking tracking;
    private @Nullable String provider;
    private @Nullable Instant sendAt;
    private @Nullable Instant expiresAt;
    private @Nullable String collapseKey;

    RequestReader(JsonParser parser, IntakeConfig config, IntakeDefaults defaults) {
        this.cursor = new Cursor(parser);
        this.config = config;
        this.limits = config.limits();
        this.parts = new PartReader(cursor, limits);
        this.values = new DataReader(cursor, limits);
        this.tenant = defaults.tenant();
        this.stream = defaults.stream();
        this.idempotencyKey = defaults.idempotencyKey();
    }

    /** Gives the parts that a stored document leaves out. */
    void complete(@Nullable Content kept, List<Attachment> files) {
        stored = true;
        content = kept;
        gaveContent = kept != null;
        attachments = List.copyOf(files);
    }

    /** The request, or null if there are problems. */
    @Nullable
    SendRequest read() throws IOException {
        cursor.parser.nextToken();
        if (cursor.parser.currentToken() == null || cursor.isNull()) {
            cursor.problem("", "must be a JSON object");
            return null;
        }
        if (cursor.entersObject()) {
            for (String name = cursor.nextField(); name != null; name = cursor.nextField()) {
                readField(name);
            }
            checkTogether();
        }
        if (cursor.parser.nextToken() != null) {
            cursor.problem("", "must be one JSON object and nothing behind it");
        }
        return from == null || to == null || !cursor.problems().isEmpty() ? null : request(from, to);
    }

    /** Notes why the rest can't be read. */
    void stop(String rule) {
        cursor.problem("", rule);
    }

    List<Problem> problems() {
        return cursor.problems();
    }

    private void readField(String name) throws IOException {
        switch (name) {
            case "idempotencyKey" -> idempotencyKey = orElse(cursor.line(MAX_KEY), idempotencyKey);
            case "tenant" -> tenant = orElse(cursor.name(MAX_NAME), tenant);
            case "stream" -> stream = orElse(stream(), stream);
            case "from" -> {
                gaveFrom = !cursor.isNull();
                from = parts.mailbox();
            }
            case "to" -> {
                gaveTo = !cursor.isNull();
                to = parts.mailbox();
            }
            case "cc" -> cc = parts.mailboxes();
            case "bcc" -> bcc = parts.mailboxes();
            case "replyTo" -> replyTo = parts.mailbox();
            case "template" -> {
                gaveTemplate = !cursor.isNull();
                template = parts.template();
            }
            case "content" -> {
                gaveContent |= !cursor.isNull();
                content = parts.content();
            }
            default -> readExtra(name);
        }
    }

    private void readExtra(String name) throws IOException {
        switch (name) {
            case "data" -> data = values.data();
            case "headers" -> headers = new HeaderReader(cursor, limits).headers();
            case "attachments" -> readAttachments();
            case "tags" -> tags = tags();
            case "metadata" -> metadata = values.metadata();
            case "tracking" -> tracking = parts.tracking();
            case "provider" -> provider = cursor.name(MAX_NAME);
            case "sendAt" -> sendAt = instant();
            case "expiresAt" -> expiresAt = instant();
            case "collapseKey" -> collapseKey = cursor.line(MAX_KEY);
            default -> cursor.unknownField();
        }
    }

    private void readAttachments() throws IOException {
        if (stored) {
            cursor.parser.skipChildren();
        } else {
            attachments = new AttachmentReader(cursor, limits).attachments();
        }
    }

    private @Nullable Stream stream() throws IOException {
        @Nullable String text = cursor.text(MAX_NAME);
        if (text == null) {
            return null;
        }
        @Nullable Stream known = Stream.of(text).orElse(null);
        if (known == null) {
            cursor.problem("must be transactional or bulk");
        }
        return known;
    }

    private List<String> tags() throws IOException {
        if (!cursor.entersList()) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        while (cursor.nextItem()) {
            @Nullable String tag = cursor.line(MAX_TAG);
            if (tag != null && !Texts.isPrintableAscii(tag)) {
                cursor.problem(Texts.PRINTABLE_ASCII);
            } else if (tag != null && all.size() <= limits.tags()) {
                all.add(tag);
            }
        }
        if (all.size() > limits.tags()) {
            cursor.problem("must have at most " + limits.tags() + " tags");
        }
        return List.copyOf(all);
    }

    private @Nullable Instant instant() throws IOException {
        @Nullable String text = cursor.text(MAX_NAME);
        if (text == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException otherForm) {
            // falls through to the one complaint below
        }
        cursor.problem("must be an ISO 8601 instant such as 2026-01-01T10:00:00Z, from 1970 to 9999");
        return null;
    }

    private void checkTogether() {
        if (!gaveFrom) {
            from = config.from().get(tenant);
            if (from == null) {
                cursor.problem("/from", "is required, as the tenant has no default");
            }
        }
        if (!gaveTo) {
            cursor.problem("/to", "is required");
        }
        if (gaveTemplate == gaveContent) {
            cursor.problem("", "must have one of template and content" + (gaveContent ? ", not both" : ""));
        }
        if (cc.size() + bcc.size() > limits.copies()) {
            cursor.problem(
                    bcc.isEmpty() || cc.size() > limits.copies() ? "/cc" : "/bcc",
                    "cc and bcc must have at most " + limits.copies() + " addresses together");
        }
        if (sendAt != null && expiresAt != null && !expiresAt.isAfter(sendAt)) {
            cursor.problem("/expiresAt", "must be after sendAt");
        }
        if (idempotencyKey.length() > MAX_KEY || !Texts.isOneLine(idempotencyKey) || idempotencyKey.isBlank()) {
            cursor.problem(
                    "/idempotencyKey",
                    "must be given: the one beside the request is not a line of up to " + MAX_KEY + " characters");
        }
    }

    private SendRequest request(Mailbox sender, Mailbox recipient) {
        return new SendRequest(
                idempotencyKey,
                tenant,
                stream,
                sender,
                recipient,
                cc,
                bcc,
                replyTo,
                template,
                content,
                data,
                headers,
                attachments,
                tags,
                metadata,
                tracking,
                provider,
                sendAt,
                expiresAt,
                collapseKey);
    }

    private static <T> T orElse(@Nullable T given, T fallback) {
        return given == null ? fallback : given;
    }
}
