package io.emailservice.provider.ses;

import io.emailservice.message.Attachment;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Mailbox;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.provider.Correlation;
import io.emailservice.provider.HeaderText;
import io.emailservice.provider.MimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sesv2.model.Destination;
import software.amazon.awssdk.services.sesv2.model.EmailContent;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import software.amazon.awssdk.services.sesv2.model.RawMessage;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;

/**
 * One message as SES' {@code SendEmail} call with raw content. The limits are SES': 50 recipients, 40 MB after base64,
 * ASCII local parts, tags of up to 256 letters, digits, hyphens and underscores.
 */
final class SesRequests {
    private static final long MAX_MESSAGE = 40L << 20;
    private static final int MAX_RECIPIENTS = 50;
    private static final int MAX_TAG = 256;
    /** SES puts its own id and domain into {@code Message-ID}, whatever we write. */
    private static final String MESSAGE_ID_DOMAIN = "email-service.invalid";

    private SesRequests() {}

    /** Why SES would certainly refuse the message, or null. Cheap: looks at lengths only. */
    static @Nullable Failure problem(OutgoingMessage message) {
        SendRequest request = message.request();
        if (1 + request.cc().size() + request.bcc().size() > MAX_RECIPIENTS) {
            return content("too_many_recipients", "more than 50 recipients");
        }
        if (size(message) > MAX_MESSAGE) {
            return content("message_too_large", "larger than 40 MB with its attachments");
        }
        for (String name : message.rendered().headers().keySet()) {
            if (!HeaderText.isName(name)) {
                return content("bad_header", "a header name has characters that no header name may have");
            }
        }
        return HeaderText.isAscii(HeaderText.email(request.to()))
                ? null
                : content("non_ascii_address", "SES takes only ASCII in front of the @");
    }

    /** The call; it doesn't leave when the attempt is too old, and is cut, with its connection, when the timeout is over. */
    static SendEmailRequest of(
            OutgoingMessage message, @Nullable String configurationSet, Duration timeout, Instant now) {
        byte[] mime = MimeText.of(
                message,
                MESSAGE_ID_DOMAIN,
                now,
                Map.of(Correlation.HEADER, message.id().toString()));
        SendRequest request = message.request();
        return SendEmailRequest.builder()
                .destination(Destination.builder()
                        .toAddresses(HeaderText.email(request.to()))
                        .ccAddresses(emails(request.cc()))
                        .bccAddresses(emails(request.bcc()))
                        .build())
                .content(EmailContent.builder()
                        .raw(RawMessage.builder()
                                .data(SdkBytes.fromByteArrayUnsafe(mime))
                                .build())
                        .build())
                .emailTags(tags(message))
                .configurationSetName(configurationSet)
                .overrideConfiguration(override -> {
                    override.apiCallTimeout(timeout);
                    FencedClient.fence(override, message.callBefore());
                })
                .build();
    }

    /** The text as a tag may hold it: every other character becomes an underscore. */
    static String tagText(String text) {
        StringBuilder tag = new StringBuilder(Math.min(text.length(), MAX_TAG));
        for (int i = 0; i < text.length() && i < MAX_TAG; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean legal = letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
            tag.append(legal ? c : '_');
        }
        return tag.toString();
    }

    private static List<MessageTag> tags(OutgoingMessage message) {
        List<MessageTag> tags = new ArrayList<>(3);
        tags.add(tag(Correlation.MESSAGE_ID, message.id().toString()));
        tags.add(tag(Correlation.TENANT, message.request().tenant()));
        String campaign = message.request().campaign();
        if (campaign != null && !campaign.isEmpty()) {
            tags.add(tag(Correlation.CAMPAIGN, campaign));
        }
        return tags;
    }

    private static MessageTag tag(String name, String value) {
        return MessageTag.builder().name(name).value(tagText(value)).build();
    }

    private static List<String> emails(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(HeaderText::email).toList();
    }

    /** Characters of the message as it will travel: attachments in base64 with a line break every 76, then base64. */
    private static long size(OutgoingMessage message) {
        RenderedMessage rendered = message.rendered();
        String html = rendered.html();
        String text = rendered.text();
        long size = (html == null ? 0 : html.length()) + (text == null ? 0L : text.length());
        for (Attachment attachment : message.request().attachments()) {
            size += attachment.base64().length() * 78L / 76;
        }
        return size * 4 / 3;
    }

    private static Failure content(String code, String text) {
        return new Failure(FailureClass.CONTENT, code, text);
    }
}
