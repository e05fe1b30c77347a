package io.emailservice.provider.ses;

import static io.emailservice.testing.Readings.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.provider.FeedbackReading;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SesFailuresTest {
    private static final String MAIL = "\"mail\":{\"messageId\":\"0100-1\",\"destination\":[\"ann@example.com\"]}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            Permanent    | General                  | 5.1.1 | smtp; 550 5.1.1 user unknown | BOUNCED  | hard | recipient     | no_mailbox
            Permanent    | General                  | -     | -                            | BOUNCED  | hard | recipient     | permanent
            Permanent    | NoEmail                  | -     | -                            | BOUNCED  | hard | recipient     | no_mailbox
            Permanent    | General                  | 5.7.1 | smtp; 554 5.7.1 blocked using Spamhaus | BOUNCED | soft | sender_config | blocked
            Permanent    | General                  | 4.4.7 | smtp; 550 4.4.7 Message expired | BOUNCED | soft | network    | expired
            Permanent    | OnAccountSuppressionList | 5.1.1 | suppressed                   | REJECTED | -    | recipient     | listed
            Permanent    | Suppressed               | 5.1.1 | suppressed                   | REJECTED | -    | recipient     | listed
            Permanent    | UnsubscribedRecipient    | -     | -                            | REJECTED | -    | recipient     | listed_unsubscribe
            Permanent    | OfTomorrow               | 5.1.1 | -                            | BOUNCED  | hard | recipient     | no_mailbox
            Transient    | General                  | -     | -                            | BOUNCED  | soft | unknown       | transient
            Transient    | General                  | 5.1.1 | smtp; 550 5.1.1 user unknown | BOUNCED  | soft | recipient     | no_mailbox
            Transient    | MailboxFull              | 5.2.2 | -                            | BOUNCED  | soft | recipient     | mailbox_full
            Transient    | ContentRejected          | 5.1.1 | -                            | BOUNCED  | soft | content       | content_refused
            Transient    | MessageTooLarge          | -     | -                            | BOUNCED  | soft | content       | too_large
            Undetermined | Undetermined             | -     | -                            | BOUNCED  | soft | unknown       | unclear
            Temporary    | -                        | 5.1.1 | -                            | BOUNCED  | soft | recipient     | no_mailbox
            """)
    void classifiesBounces(
            String type,
            @Nullable String subType,
            @Nullable String status,
            @Nullable String text,
            FeedbackKind kind,
            @Nullable String bounce,
            String fault,
            String reason) {
        Feedback feedback = event(decode("""
                {"eventType":"Bounce","bounce":{"bounceType":"%s","bounceSubType":%s,"bouncedRecipients":[
                 {"emailAddress":"ann@example.com","status":%s,"diagnosticCode":%s}]},%s}""".formatted(type, quoted(subType), quoted(status), quoted(text), MAIL)));

        Diagnosis diagnosis = Objects.requireNonNull(feedback.diagnosis());
        assertThat(feedback.kind()).isEqualTo(kind);
        assertThat(diagnosis.bounce() == null ? null : diagnosis.bounce().wire())
                .isEqualTo(bounce);
        assertThat(diagnosis.fault().wire()).isEqualTo(fault);
        assertThat(diagnosis.reason()).isEqualTo(reason);
        assertThat(feedback.hardBounce()).isEqualTo("hard".equals(bounce));
    }

    private static FeedbackReading decode(String body) {
        return new SesFeedback().decode(body.getBytes(StandardCharsets.UTF_8), null);
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : '"' + text + '"';
    }
}
