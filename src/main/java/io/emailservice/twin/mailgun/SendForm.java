package io.emailservice.twin.mailgun;

import io.emailservice.twin.feedback.Letter;
import io.emailservice.twin.wire.FormField;
import io.emailservice.twin.wire.MimeHeaders;
import io.emailservice.twin.wire.UrlEncoding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of one request to send that matter to Mailgun's rules or to the record. Empty values count as absent. */
final class SendForm {
    private static final String MESSAGE_ID_VARIABLE = "v:message-id";
    private static final String MESSAGE_ID_HEADER = "h:message-id";

    final List<String> from = new ArrayList<>(1);
    final List<String> to = new ArrayList<>(1);
    final List<String> cc = new ArrayList<>(0);
    final List<String> bcc = new ArrayList<>(0);
    final List<String> tags = new ArrayList<>(1);
    final List<FormField> others = new ArrayList<>(2);
    private final StringBuilder attributes = new StringBuilder();
    boolean hasBody;
    boolean hasHtml;
    int optionBytes;
    int contentBytes;

    @Nullable
    String template;

    @Nullable
    FormField subject;

    @Nullable
    FormField message;

    @Nullable
    String messageId;

    @Nullable
    String providerId;

    private SendForm() {}

    static SendForm of(List<FormField> fields) {
        SendForm form = new SendForm();
        for (FormField field : fields) {
            if (field.name().length() > 2 && field.name().charAt(1) == ':') {
                form.addOption(field);
            } else if (!field.isEmpty() || field.filename() != null) {
                form.add(field);
            }
        }
        return form;
    }

    /** Tags and variables, urlencoded. */
    String attributes() {
        return attributes.toString();
    }

    /** Adds a variable that came in the message itself. */
    void addVariable(String name, String value) {
        if (name.equals("message-id")) {
            messageId = value;
        } else {
            attribute("v:" + name, UrlEncoding.encode(value));
        }
    }

    /** Adds a tag that came in the message itself. */
    void addTag(String tag) {
        tags.add(tag);
        attribute("o:tag", UrlEncoding.encode(tag));
    }

    /** The head of the message: that of its own text, or what the fields say. */
    Letter letter() {
        if (message != null) {
            return Letter.of(MimeHeaders.of(message.bytes()));
        }
        MimeHeaders headers = new MimeHeaders();
        headers.add("From", String.join(", ", from));
        headers.add("To", String.join(", ", to));
        headers.add("Subject", subject == null ? "" : subject.text());
        return Letter.of(headers);
    }

    private void add(FormField field) {
        contentBytes += field.wireSize();
        switch (field.name()) {
            case "from" -> from.add(field.text());
            case "to" -> to.add(field.text());
            case "cc" -> cc.add(field.text());
            case "bcc" -> bcc.add(field.text());
            case "subject" -> subject = field;
            case "text", "amp-html" -> hasBody = true;
            case "html" -> {
                hasBody = true;
                hasHtml = true;
            }
            case "template" -> template = field.text();
            case "message" -> message = field;
            default -> others.add(field);
        }
    }

    private void addOption(FormField field) {
        String name = field.name();
        switch (name.charAt(0)) {
            case 'v' -> {
                if (name.equals(MESSAGE_ID_VARIABLE)) {
                    messageId = field.text();
                } else {
                    attribute(name, field.encodedText());
                }
            }
            case 'o' -> {
                if (name.equals("o:tag")) {
                    tags.add(field.text());
                    attribute(name, field.encodedText());
                } else {
                    others.add(field);
                }
            }
            case 'h' -> {
                if (name.equalsIgnoreCase(MESSAGE_ID_HEADER)) {
                    providerId = withoutBrackets(field.text());
                } else {
                    others.add(field);
                }
            }
            case 't' -> others.add(field);
            default -> {
                return;
            }
        }
        optionBytes += name.length() + field.size();
    }

    private void attribute(String name, String encodedValue) {
        if (attributes.length() > 0) {
            attributes.append('&');
        }
        attributes.append(UrlEncoding.encode(name)).append('=').append(encodedValue);
    }

    /** A chosen message id as events carry it; null if nothing is left. */
    static @Nullable String withoutBrackets(String id) {
        String bare = id.strip();
        if (bare.startsWith("<") && bare.endsWith(">")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        return bare.isEmpty() ? null : bare;
    }
}
