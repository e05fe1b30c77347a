package io.emailservice.provider.mailgun;

import io.emailservice.message.Attachment;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Mailbox;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.provider.Correlation;
import io.emailservice.provider.HeaderText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message as the fields of Mailgun's {@code messages} call, or of {@code messages.mime} if so configured.
 * The limits are Mailgun's: 25 MB for a message, 16 KB for all options, headers and variables, 1,000 recipients, three
 * tags of up to 128 ASCII characters.
 */
final class MessageForm {
    private static final int MAX_MESSAGE = 25 << 20;
    private static final int MAX_OPTIONS = 16 << 10;
    private static final int MAX_RECIPIENTS = 1_000;
    private static final int MAX_TAGS = 3;
    private static final int MAX_TAG = 128;

    private final OutgoingMessage message;
    private final MailgunConfig config;
    private final Form form;
    private int optionBytes;

    private MessageForm(OutgoingMessage message, MailgunConfig config, Form form) {
        this.message = message;
        this.config = config;
        this.form = form;
    }

    /** Why Mailgun would certainly refuse the message, or null. Cheap: looks at lengths only. */
    static @Nullable Failure problem(OutgoingMessage message) {
        SendRequest request = message.request();
        RenderedMessage rendered = message.rendered();
        if (1 + request.cc().size() + request.bcc().size() > MAX_RECIPIENTS) {
            return content("too_many_recipients", "more than 1,000 recipients");
        }
        if (size(message) > MAX_MESSAGE) {
            return content("message_too_large", "larger than 25 MB with its attachments");
        }
        for (String name : rendered.headers().keySet()) {
            if (!HeaderText.isName(name)) {
                return content("bad_header", "a header name has characters that no header name may have");
            }
        }
        return null;
    }

    /** Characters of the message as it will travel: attachments in base64 with a line break every 76. */
    static long size(OutgoingMessage message) {
        RenderedMessage rendered = message.rendered();
        String html = rendered.html();
        String text = rendered.text();
        long size = (html == null ? 0 : html.length()) + (text == null ? 0L : text.length());
        for (Attachment attachment : message.request().attachments()) {
            size += attachment.base64().length() * 78L / 76;
        }
        return size;
    }

    /**
     * Writes all fields; with a MIME text only those that it can't carry.
     *
     * @return why Mailgun would certainly refuse it, or null
     */
    static @Nullable Failure write(OutgoingMessage message, MailgunConfig config, Form form) {
        MessageForm fields = new MessageForm(message, config, form);
        if (config.mime()) {
            fields.envelope();
        } else {
            fields.content();
        }
        fields.options();
        return fields.optionBytes > MAX_OPTIONS
                ? content("options_too_large", "headers, tags and variables exceed 16 KB")
                : null;
    }

    /** With a MIME text Mailgun takes the recipients from the form alone: there, Bcc needs no header. */
    private void envelope() {
        SendRequest request = message.request();
        List<Mailbox> recipients = new ArrayList<>();
        recipients.add(request.to());
        recipients.addAll(request.cc());
        recipients.addAll(request.bcc());
        form.field("to", HeaderText.mailboxes(recipients));
    }

    private void content() {
        SendRequest request = message.request();
        RenderedMessage rendered = message.rendered();
        form.field("from", HeaderText.mailbox(request.from()));
        form.field("to", HeaderText.mailbox(request.to()));
        if (!request.cc().isEmpty()) {
            form.field("cc", HeaderText.mailboxes(request.cc()));
        }
        if (!request.bcc().isEmpty()) {
            form.field("bcc", HeaderText.mailboxes(request.bcc()));
        }
        form.field("subject", HeaderText.oneLine(rendered.subject()));
        String html = rendered.html();
        if (html != null) {
            form.field("html", html);
        }
        String text = rendered.text();
        if (text != null) {
            form.field("text", text);
        }
        headers();
    }

    private void headers() {
        Mailbox replyTo = message.request().replyTo();
        if (replyTo != null) {
            option("h:Reply-To", HeaderText.mailbox(replyTo));
        }
        option("h:Message-Id", "<" + message.id() + "@" + config.domain() + ">");
        message.rendered().headers().forEach((name, value) -> option("h:" + name, HeaderText.oneLine(value)));
    }

    /** Mailgun's own tracking stays off: ours is in the HTML already. */
    private void options() {
        SendRequest request = message.request();
        option("o:tracking", "no");
        if (config.testMode()) {
            option("o:testmode", "yes");
        }
        request.tags().stream()
                .filter(tag -> tag.length() <= MAX_TAG && HeaderText.isAscii(tag))
                .limit(MAX_TAGS)
                .forEach(tag -> option("o:tag", tag));
        option("v:" + Correlation.MESSAGE_ID, message.id().toString());
        option("v:" + Correlation.TENANT, request.tenant());
        if (config.metadata()) {
            for (Map.Entry<String, Object> entry : request.metadata().entrySet()) {
                if (!entry.getKey().equals(Correlation.MESSAGE_ID)
                        && !entry.getKey().equals(Correlation.TENANT)) {
                    option("v:" + entry.getKey(), String.valueOf(entry.getValue()));
                }
            }
        } else if (request.campaign() != null) {
            option("v:" + Correlation.CAMPAIGN, request.campaign());
        }
    }

    private void option(String name, String value) {
        optionBytes += utf8Length(name) + utf8Length(value);
        form.field(name, value);
    }

    private static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7F) {
                bytes += c > 0x7FF && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return bytes;
    }

    private static Failure content(String code, String text) {
        return new Failure(FailureClass.CONTENT, code, text);
    }
}
