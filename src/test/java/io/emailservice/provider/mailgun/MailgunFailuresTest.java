package io.emailservice.provider.mailgun;

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

class MailgunFailuresTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            permanent | bounce           | 550 | 5.1.1 No such user              | BOUNCED  | hard | recipient     | no_mailbox
            permanent | generic          | 550 | 5.7.1 blocked by Spamhaus       | BOUNCED  | soft | sender_config | blocked
            permanent | generic          | 550 | 5.7.26 unauthenticated sender   | BOUNCED  | soft | sender_config | not_authenticated
            permanent | bounce           | 552 | 5.2.2 mailbox full              | BOUNCED  | soft | recipient     | mailbox_full
            permanent | old              | 550 | 5.1.1 No such user              | BOUNCED  | soft | network       | expired
            permanent | espblock         | 550 | 5.1.1 No such user              | BOUNCED  | soft | sender_config | blocked
            permanent | bounce           | -   | -                               | BOUNCED  | hard | recipient     | permanent
            permanent | generic          | -   | -                               | BOUNCED  | soft | unknown       | unclear
            permanent | generic          | 499 | -                               | BOUNCED  | soft | network       | unreachable
            permanent | suppress-bounce  | 605 | -                               | REJECTED | -    | recipient     | listed_bounce
            permanent | suppress-complaint | - | -                               | REJECTED | -    | recipient     | listed_complaint
            permanent | generic          | 606 | -                               | REJECTED | -    | recipient     | listed_unsubscribe
            permanent | generic          | 625 | -                               | REJECTED | -    | sender_config | list_quality
            temporary | greylisted       | 450 | -                               | DEFERRED | -    | throttle      | greylisted
            temporary | generic          | 452 | 4.2.2 over quota                | DEFERRED | -    | recipient     | mailbox_full
            temporary | generic          | 498 | No MX for [example.com]         | DEFERRED | -    | network       | no_mx
            -         | generic          | 550 | 5.1.1 No such user              | BOUNCED  | hard | recipient     | no_mailbox
            -         | generic          | 421 | -                               | DEFERRED | -    | network       | unavailable
            internal  | generic          | 550 | -                               | DEFERRED | -    | unknown       | unclear
            """)
    void classifiesFailures(
            @Nullable String severity,
            String reason,
            @Nullable Integer code,
            @Nullable String text,
            FeedbackKind kind,
            @Nullable String bounce,
            String fault,
            String named) {
        Feedback feedback = event(decode("""
                {"event-data":{"event":"failed","severity":%s,"reason":"%s","recipient":"a@b.example",
                 "delivery-status":{"code":%s,"message":%s}}}""".formatted(quoted(severity), reason, code, quoted(text))));

        Diagnosis diagnosis = Objects.requireNonNull(feedback.diagnosis());
        assertThat(feedback.kind()).isEqualTo(kind);
        assertThat(diagnosis.bounce() == null ? null : diagnosis.bounce().wire())
                .isEqualTo(bounce);
        assertThat(diagnosis.fault().wire()).isEqualTo(fault);
        assertThat(diagnosis.reason()).isEqualTo(named);
        assertThat(feedback.hardBounce()).isEqualTo("hard".equals(bounce) && fault.equals("recipient"));
    }

    private static FeedbackReading decode(String body) {
        return new MailgunFeedback().decode(body.getBytes(StandardCharsets.UTF_8), null);
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : '"' + text + '"';
    }
}
