package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Attachment;
import io.emailservice.message.Mailbox;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.testing.Outgoing;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MimeTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

    @Test
    void writesTextBeforeHtml() throws Exception {
        MimeMessage mime =
                parse(new Outgoing().html("<p>ü</p>").text("ü\nsecond").build());

        MimeMultipart parts = (MimeMultipart) mime.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat((String) parts.getBodyPart(0).getContent()).isEqualToIgnoringNewLines("ü\r\nsecond\r\n");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>ü</p>");
    }

    @Test
    void needsNoMultipartForOnePart() throws Exception {
        MimeMessage mime = parse(new Outgoing().text(null).build());

        assertThat(mime.getContentType()).isEqualTo("text/html; charset=UTF-8");
        assertThat(mime.getContent()).isEqualTo("<p>Hello Ann</p>");
    }

    @Test
    void carriesAttachmentsUnchanged() throws Exception {
        byte[] file = new byte[1_000];
        for (int i = 0; i < file.length; i++) {
            file[i] = (byte) i;
        }
        MimeMessage mime = parse(new Outgoing()
                .attachment(new Attachment(
                        "Rechnung März.pdf",
                        "application/pdf",
                        Base64.getEncoder().encodeToString(file)))
                .build());

        MimeMultipart parts = (MimeMultipart) mime.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/mixed");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("application/pdf");
        assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(file);
        assertThat(MimeUtility.decodeText(parts.getBodyPart(1).getFileName())).isEqualTo("Rechnung März.pdf");
    }

    @Test
    void encodesNamesAndSubjectsThatAreNotAscii() throws Exception {
        OutgoingMessage message = new Outgoing()
                .from(new Mailbox("a@bücher.example", "Müller, \"Jo\""))
                .to(new Mailbox("b@c.org", "Zoë 😀"))
                .subject("Grüße – " + "lang ".repeat(40))
                .build();
        MimeMessage mime = parse(message);

        InternetAddress from = (InternetAddress) mime.getFrom()[0];
        assertThat(from.getAddress()).isEqualTo("a@xn--bcher-kva.example");
        assertThat(from.getPersonal()).isEqualTo("Müller, \"Jo\"");
        InternetAddress to = (InternetAddress) mime.getRecipients(Message.RecipientType.TO)[0];
        assertThat(to.getPersonal()).isEqualTo("Zoë 😀");
        assertThat(mime.getSubject().trim())
                .isEqualTo(message.rendered().subject().trim());
        assertThat(text(message)).matches("(?s)\\p{ASCII}*");
    }

    @Test
    void leavesBccToTheEnvelope() {
        OutgoingMessage message = new Outgoing()
                .cc(Mailbox.of("cc@b.org"))
                .bcc(Mailbox.of("secret@b.org"))
                .replyTo(new Mailbox("reply@b.org", "Desk"))
                .build();

        assertThat(text(message))
                .contains("Cc: cc@b.org\r\n")
                .contains("Reply-To: Desk <reply@b.org>\r\n")
                .doesNotContain("secret");
    }

    @Test
    void letsNoLineBreakIntoAHeader() {
        OutgoingMessage message = new Outgoing()
                .from(new Mailbox("a@b.org", "A\r\nBcc: evil@x.org"))
                .subject("Hi\r\nBcc: evil@x.org")
                .header("X-Order", "1\r\nBcc: evil@x.org")
                .build();

        assertThat(text(message)).doesNotContain("\nBcc:").contains("X-Order: 1  Bcc: evil@x.org\r\n");
    }

    @Test
    void keepsLinesShortAndEndsThemWithCrLf() {
        OutgoingMessage message = new Outgoing()
                .html("<p>" + "x".repeat(5_000) + "</p>\nü")
                .text("a\nb\rc\r\nd")
                .header("List-Unsubscribe", "<https://u.example.com/" + "t".repeat(300) + ">, <mailto:u@example.com>")
                .build();
        String text = text(message);

        assertThat(text.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        assertThat(text.lines()).allMatch(line -> line.length() <= 998);
        assertThat(text).contains("<https://u.example.com/" + "t".repeat(300) + ">");
    }

    @Test
    void namesOurOwnIdAndDate() {
        OutgoingMessage message = new Outgoing().build();

        assertThat(text(message))
                .contains("Message-ID: <" + message.id() + "@mail.example.com>\r\n")
                .containsPattern("Date: Thu, 1 Jan 2026 \\d{2}:00:00 [+-]\\d{4}")
                .contains("X-Extra: e\r\n")
                .contains("MIME-Version: 1.0\r\n");
    }

    private static MimeMessage parse(OutgoingMessage message) throws Exception {
        byte[] text = MimeText.of(message, "mail.example.com", NOW, Map.of());
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(text));
    }

    private static String text(OutgoingMessage message) {
        return new String(
                MimeText.of(message, "mail.example.com", NOW, Map.of("X-Extra", "e")), StandardCharsets.UTF_8);
    }
}
