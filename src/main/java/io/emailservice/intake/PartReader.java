package io.emailservice.intake;

import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import io.emailservice.message.Content;
import io.emailservice.message.Mailbox;
import io.emailservice.message.TemplateRef;
import io.emailservice.message.Tracking;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the small objects of a request: mailboxes, template, content, tracking. Null means absent or refused. */
final class PartReader {
    private static final int MAX_ADDRESS = 254;
    private static final int MAX_DISPLAY_NAME = 256;
    private static final int MAX_SUBJECT = 2_000;
    private static final int MAX_TEMPLATE_ID = 128;
    private static final int MAX_LOCALE = 35;

    private final Cursor cursor;
    private final IntakeLimits limits;

    PartReader(Cursor cursor, IntakeLimits limits) {
        this.cursor = cursor;
        this.limits = limits;
    }

    @Nullable
    Mailbox mailbox() throws IOException {
        if (!cursor.entersObject()) {
            return null;
        }
        boolean gaveEmail = false;
        @Nullable String email = null;
        @Nullable String name = null;
        for (String field = cursor.nextField(); field != null; field = cursor.nextField()) {
            switch (field) {
                case "email" -> {
                    gaveEmail = !cursor.isNull();
                    email = address();
                }
                case "name" -> name = displayName();
                default -> cursor.unknownField();
            }
        }
        if (!gaveEmail) {
            cursor.missing("email");
        }
        return email == null ? null : new Mailbox(email, name);
    }

    List<Mailbox> mailboxes() throws IOException {
        if (!cursor.entersList()) {
            return List.of();
        }
        List<Mailbox> all = new ArrayList<>();
        while (cursor.nextItem()) {
            @Nullable Mailbox one = mailbox();
            if (one != null && all.size() <= limits.copies()) {
                all.add(one);
            }
        }
        return List.copyOf(all);
    }

    @Nullable
    TemplateRef template() throws IOException {
        if (!cursor.entersObject()) {
            return null;
        }
        boolean gaveId = false;
        @Nullable String id = null;
        @Nullable Integer version = null;
        @Nullable String locale = null;
        for (String field = cursor.nextField(); field != null; field = cursor.nextField()) {
            switch (field) {
                case "id" -> {
                    gaveId = !cursor.isNull();
                    id = cursor.name(MAX_TEMPLATE_ID);
                }
                case "version" -> version = version();
                case "locale" -> locale = locale();
                default -> cursor.unknownField();
            }
        }
        if (!gaveId) {
            cursor.missing("id");
        }
        return id == null ? null : new TemplateRef(id, version, locale);
    }

    @Nullable
    Content content() throws IOException {
        if (!cursor.entersObject()) {
            return null;
        }
        boolean gaveSubject = false;
        boolean gaveBody = false;
        @Nullable String subject = null;
        @Nullable String html = null;
        @Nullable String text = null;
        for (String field = cursor.nextField(); field != null; field = cursor.nextField()) {
            switch (field) {
                case "subject" -> {
                    gaveSubject = !cursor.isNull();
                    subject = cursor.line(MAX_SUBJECT);
                }
                case "html" -> {
                    gaveBody |= !cursor.isNothing();
                    html = source();
                }
                case "text" -> {
                    gaveBody |= !cursor.isNothing();
                    text = source();
                }
                default -> cursor.unknownField();
            }
        }
        if (!gaveSubject) {
            cursor.missing("subject");
        }
        if (!gaveBody) {
            cursor.problem("must have html or text");
        }
        return subject == null ? null : new Content(subject, html, text);
    }

    /** What is left out is measured. */
    @Nullable
    Tracking tracking() throws IOException {
        if (!cursor.entersObject()) {
            return null;
        }
        @Nullable Boolean opens = null;
        @Nullable Boolean clicks = null;
        for (String field = cursor.nextField(); field != null; field = cursor.nextField()) {
            switch (field) {
                case "opens" -> opens = cursor.flag();
                case "clicks" -> clicks = cursor.flag();
                default -> cursor.unknownField();
            }
        }
        return new Tracking(opens == null || opens, clicks == null || clicks);
    }

    private @Nullable String address() throws IOException {
        @Nullable String text = cursor.text(MAX_ADDRESS);
        if (text == null) {
            return null;
        }
        @Nullable String address = Addresses.toSendTo(text);
        if (address == null) {
            cursor.problem(Addresses.whyRefused(text));
        }
        return address;
    }

    /** An empty name counts as none. */
    private @Nullable String displayName() throws IOException {
        @Nullable String name = cursor.textOrEmpty(MAX_DISPLAY_NAME);
        if (name != null && !Texts.isOneLine(name)) {
            cursor.problem(Texts.ONE_LINE);
        }
        return name == null || name.isBlank() ? null : name;
    }

    /** An empty source counts as none. */
    private @Nullable String source() throws IOException {
        @Nullable String source = cursor.textOrEmpty(limits.contentLength());
        return source == null || source.isEmpty() ? null : source;
    }

    private @Nullable Integer version() throws IOException {
        if (cursor.isNull()) {
            return null;
        }
        if (cursor.parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && cursor.parser.getNumberType() == NumberType.INT
                && cursor.parser.getIntValue() > 0) {
            return cursor.parser.getIntValue();
        }
        cursor.problem("must be a whole number from 1");
        cursor.parser.skipChildren();
        return null;
    }

    private @Nullable String locale() throws IOException {
        @Nullable String locale = cursor.text(MAX_LOCALE);
        if (locale != null && !Texts.isLocale(locale)) {
            cursor.problem("must be a language tag such as en or pt-BR");
        }
        return locale;
    }
}
