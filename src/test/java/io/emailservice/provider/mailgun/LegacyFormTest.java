package io.emailservice.provider.mailgun;

import static io.emailservice.testing.Readings.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.provider.FeedbackReading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LegacyFormTest {
    private static final UUID OURS = UUID.fromString("019b0000-0000-7000-8000-000000000001");

    @Test
    void readsAFormOfOldWithVariablesOfTheSameNames() {
        Feedback feedback = event(decode("event=dropped&reason=hardfail&code=550&description=no+such+user"
                + "&recipient=Ann%40Example.com&Message-Id=%3Cabc%40mg.example.org%3E&message-id=" + OURS
                + "&timestamp=user&token=user&recipient=other%40example.com&timestamp=1767322800&token=t&signature=s"));

        assertThat(feedback.kind()).isEqualTo(FeedbackKind.BOUNCED);
        assertThat(feedback.rawKind()).isEqualTo("dropped");
        assertThat(feedback.hardBounce()).isTrue();
        assertThat(feedback.recipient()).isEqualTo("ann@example.com");
        assertThat(feedback.providerMessageId()).isEqualTo("abc@mg.example.org");
        assertThat(feedback.messageId()).isEqualTo(OURS);
        assertThat(feedback.time()).isEqualTo(Instant.ofEpochSecond(1_767_322_800));
    }

    @Test
    void readsAMultipartFormOfOld() {
        String part = "--b42\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
        String file = "--b42\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\nrecipient\r\n";
        Feedback feedback = event(decode(part.formatted("event", "clicked")
                + file
                + part.formatted("recipient", "ann@example.com")
                + part.formatted("url", "https://example.org/?a=b")
                + part.formatted("user-agent", "curl/8")
                + "--b42--\r\n"));

        assertThat(feedback.kind()).isEqualTo(FeedbackKind.CLICKED);
        assertThat(feedback.signals().url()).isEqualTo("https://example.org/?a=b");
        assertThat(feedback.signals().userAgent()).isEqualTo("curl/8");
    }

    @Test
    void takesMailguns605OfOldForAListing() {
        Feedback feedback = event(decode("event=dropped&code=605&recipient=a%40b.example"));

        assertThat(feedback.kind()).isEqualTo(FeedbackKind.REJECTED);
        assertThat(feedback.hardBounce()).isFalse();
    }

    private static FeedbackReading decode(String body) {
        return new MailgunFeedback().decode(body.getBytes(StandardCharsets.UTF_8), null);
    }
}
