package io.emailservice.twin.sns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnvelopeTest {
    @Test
    void signsANotificationByItsSortedFields() {
        Envelope envelope = Envelope.notification("id-1", "arn:t", "subject", "two\nlines", "2026-01-01T00:00:00.000Z");

        assertThat(envelope.textToSign()).isEqualTo("""
                        Message
                        two
                        lines
                        MessageId
                        id-1
                        Subject
                        subject
                        Timestamp
                        2026-01-01T00:00:00.000Z
                        TopicArn
                        arn:t
                        Type
                        Notification
                        """);
    }

    @Test
    void signsAConfirmationWithItsTokenAndAddress() {
        Envelope envelope = Envelope.confirmation(true, "id-1", "arn:t", "tok", "http://x/", "now");

        assertThat(envelope.textToSign())
                .startsWith("Message\nYou have chosen to subscribe to the topic arn:t.\n")
                .endsWith("""
                        MessageId
                        id-1
                        SubscribeURL
                        http://x/
                        Timestamp
                        now
                        Token
                        tok
                        TopicArn
                        arn:t
                        Type
                        SubscriptionConfirmation
                        """);
        assertThat(envelope.json(2, "s", "http://c/", "http://u/"))
                .contains("\"SignatureVersion\":\"2\"", "\"SigningCertURL\":\"http://c/\"")
                .doesNotContain("UnsubscribeURL");
    }
}
