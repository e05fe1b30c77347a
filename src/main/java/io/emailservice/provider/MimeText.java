package io.emailservice.provider;

import io.emailservice.message.Attachment;
import io.emailservice.message.Mailbox;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A message as RFC 5322 and MIME text: CRLF line ends, lines of at most 998 bytes, ASCII headers. Bcc recipients are
 * left out: they belong to the envelope.
 */
public final class MimeText {
    private static final Session SESSION = Session.getInstance(new Properties());
    private static final String UTF_8 = "UTF-8";

    private MimeText() {}

    /**
     * Builds the text.
     *
     * @param domain right-hand side of the {@code Message-ID}, whose left-hand side is our message id
     * @param extra headers of the provider's adapter, by name
     */
    public static byte[] of(OutgoingMessage message, String domain, Instant date, Map<String, String> extra) {
        try {
            MimeMessage mime = new Identified("<" + message.id() + "@" + domain + ">");
            envelope(mime, message.request());
            mime.setSubject(HeaderText.oneLine(message.rendered().subject()), UTF_8);
            mime.setSentDate(Date.from(date));
            headers(mime, message.rendered().headers());
            headers(mime, extra);
            body(mime, message.rendered(), message.request().attachments());
            mime.saveChanges();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
            mime.writeTo(bytes);
            return bytes.toByteArray();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (MessagingException broken) {
            throw new IllegalStateException("cannot build the MIME text", broken);
        }
    }

    private static void envelope(MimeMessage mime, SendRequest request)
            throws MessagingException, UnsupportedEncodingException {
        mime.setFrom(address(request.from()));
        mime.setRecipient(Message.RecipientType.TO, address(request.to()));
        if (!request.cc().isEmpty()) {
            mime.setRecipients(Message.RecipientType.CC, addresses(request.cc()));
        }
        Mailbox replyTo = request.replyTo();
        if (replyTo != null) {
            mime.setReplyTo(new Address[] {address(replyTo)});
        }
    }

    private static void headers(MimeMessage mime, Map<String, String> headers)
            throws MessagingException, UnsupportedEncodingException {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String value = MimeUtility.encodeText(HeaderText.oneLine(header.getValue()), UTF_8, null);
            mime.setHeader(header.getKey(), MimeUtility.fold(header.getKey().length() + 2, value));
        }
    }

    private static void body(MimeMessage mime, RenderedMessage rendered, List<Attachment> attachments)
            throws MessagingException {
        if (attachments.isEmpty()) {
            content(mime, rendered);
            return;
        }
        MimeBodyPart first = new MimeBodyPart();
        content(first, rendered);
        MimeMultipart mixed = new MimeMultipart("mixed", first);
        for (Attachment attachment : attachments) {
            mixed.addBodyPart(file(attachment));
        }
        mime.setContent(mixed);
    }

    private static void content(MimePart part, RenderedMessage rendered) throws MessagingException {
        String html = rendered.html();
        String text = rendered.text();
        if (html != null && text != null) {
            part.setContent(new MimeMultipart("alternative", text("plain", text), text("html", html)));
        } else {
            part.setText(crlf(html != null ? html : String.valueOf(text)), UTF_8, html != null ? "html" : "plain");
        }
    }

    private static MimeBodyPart text(String subtype, String content) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(crlf(content), UTF_8, subtype);
        return part;
    }

    /** The content is base64 already; only its lines are to be cut. */
    private static MimeBodyPart file(Attachment attachment) throws MessagingException {
        InternetHeaders headers = new InternetHeaders();
        ParameterList name = new ParameterList();
        name.set("filename", HeaderText.oneLine(attachment.filename()), UTF_8);
        headers.setHeader("Content-Type", HeaderText.oneLine(attachment.contentType()));
        headers.setHeader("Content-Transfer-Encoding", "base64");
        headers.setHeader("Content-Disposition", Part.ATTACHMENT + name.toString(12));
        return new MimeBodyPart(headers, lines(attachment.base64()));
    }

    private static byte[] lines(String base64) {
        byte[] plain = base64.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream lines = new ByteArrayOutputStream(plain.length + plain.length / 38 + 2);
        for (int from = 0; from < plain.length; from += 76) {
            lines.write(plain, from, Math.min(76, plain.length - from));
            lines.write('\r');
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static InternetAddress address(Mailbox mailbox) throws UnsupportedEncodingException {
        @Nullable String name = mailbox.name();
        return new InternetAddress(HeaderText.email(mailbox), name == null ? null : HeaderText.oneLine(name), UTF_8);
    }

    private static Address[] addresses(List<Mailbox> mailboxes) throws UnsupportedEncodingException {
        Address[] addresses = new Address[mailboxes.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = address(mailboxes.get(i));
        }
        return addresses;
    }

    /** Every line break as CRLF, whatever the template used. */
    private static String crlf(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.lines().collect(java.util.stream.Collectors.joining("\r\n")) + "\r\n";
    }

    /** The library would make a Message-ID from the host's name, and look that up. */
    private static final class Identified extends MimeMessage {
        private final String id;

        private Identified(String id) {
            super(SESSION);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
