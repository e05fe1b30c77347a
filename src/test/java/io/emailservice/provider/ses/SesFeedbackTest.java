package io.emailservice.provider.ses;

import static io.emailservice.testing.Readings.event;
import static io.emailservice.testing.Readings.events;
import static io.emailservice.testing.Readings.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.provider.FeedbackReading;
import io.emailservice.testing.Corpus;
import io.emailservice.testing.Readings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SesFeedbackTest {
    private static final UUID OURS = UUID.fromString("019b0000-0000-7000-8000-000000000001");
    private static final String MAIL = """
            "mail":{"messageId":"0100-1","timestamp":"2026-01-02T03:04:05.000Z","destination":["Ann@Example.com"],
             "tags":{"message-id":["019b0000-0000-7000-8000-000000000001"]}}""";

    @ParameterizedTest
    @MethodSource
    void readsTheProvidersOwnPayloads(Corpus.Payload payload) {
        FeedbackReading reading = decode(payload.bytes());

        assertThat(payload.acceptable()).contains(Readings.word(reading));
        List<Feedback> events = reading.fold(all -> all, nothing -> List.of(), problem -> List.of());
        if (!events.isEmpty()) {
            assertThat(events).extracting(Feedback::recipient).containsExactlyElementsOf(payload.recipients());
            assertThat(events).extracting(Feedback::providerMessageId).containsOnly(payload.messageId());
            assertThat(events.get(0).time()).isNotNull();
        }
    }

    /** Those that must be refused are refused for their signature, which is not looked at here. */
    static List<Corpus.Payload> readsTheProvidersOwnPayloads() {
        return Corpus.payloads("ses").stream()
                .filter(payload -> !payload.acceptable().contains("invalid"))
                .toList();
    }

    @Test
    void readsABounceOfBothFormatsAndInEveryEnvelopeAsOne() {
        String bounce = """
                "bounce":{"bounceType":"Permanent","bounceSubType":"General","feedbackId":"f-1",
                 "timestamp":"2026-01-02T03:05:00.000Z","bouncedRecipients":[{"emailAddress":"ann@example.com",
                 "action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},""" + MAIL + "}\n";
        String published = "{\"eventType\":\"Bounce\"," + bounce;
        Feedback feedback = event(decode(published));

        assertThat(feedback.hardBounce()).isTrue();
        assertThat(feedback.messageId()).isEqualTo(OURS);
        assertThat(feedback.recipient()).isEqualTo("ann@example.com");
        assertThat(feedback.time()).isEqualTo(Instant.parse("2026-01-02T03:05:00Z"));
        assertThat(List.of(
                        "{\"notificationType\":\"Bounce\"," + bounce,
                        enveloped(published),
                        "{\"detail-type\":\"Email Bounced\",\"detail\":" + published + "}"))
                .allSatisfy(other -> assertThat(event(decode(other))).isEqualTo(feedback));
    }

    @Test
    void givesEachRecipientAnEventAndAKeyOfItsOwn() {
        List<Feedback> events = events(decode("""
                {"eventType":"Bounce","bounce":{"bounceType":"Permanent","feedbackId":"f","bouncedRecipients":[
                 {"emailAddress":"ann@example.com","status":"5.1.1"},{"emailAddress":"Bob <BOB@example.com>",
                 "action":"delayed","status":"4.4.1"},{"emailAddress":7},"eve@example.com"]},%s}""".formatted(MAIL)));

        assertThat(events).extracting(Feedback::recipient).containsExactly("ann@example.com", "bob@example.com");
        assertThat(events).extracting(Feedback::kind).containsExactly(FeedbackKind.BOUNCED, FeedbackKind.DEFERRED);
        assertThat(events.get(0).key()).isNotEqualTo(events.get(1).key());
    }

    @ParameterizedTest
    @CsvSource({
        "{\"complaintFeedbackType\":\"abuse\"}, COMPLAINED",
        "{\"complaintFeedbackType\":\"not-spam\"}, UNKNOWN",
        "{\"complaintSubType\":\"OnAccountSuppressionList\"}, REJECTED",
        "{\"complaintSubType\":null}, COMPLAINED"
    })
    void takesNotEveryReportForAComplaint(String complaint, FeedbackKind kind) {
        assertThat(event(decode("{\"eventType\":\"Complaint\",\"complaint\":" + complaint + "," + MAIL + "}"))
                        .kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"true, UNSUBSCRIBED", "false, UNKNOWN"})
    void unsubscribesOnlyWhoWantsNothingMore(boolean all, FeedbackKind kind) {
        assertThat(event(decode("""
                {"eventType":"Subscription","subscription":{"newTopicPreferences":{"unsubscribeAll":%s}},%s}""".formatted(all, MAIL))).kind()).isEqualTo(kind);
    }

    @Test
    void findsOurIdInTheHeadersOfANotification() {
        Feedback feedback = event(decode("""
                {"notificationType":"Delivery","delivery":{"recipients":["ann@example.com"]},"mail":{"messageId":"m",
                 "headers":[{"name":"x-email-service-message-id","value":"%s"}]}}""".formatted(OURS)));

        assertThat(feedback.messageId()).isEqualTo(OURS);
    }

    @Test
    void namesNobodyWhereAnEngagementCouldBeOfSeveral() {
        Feedback open = event(decode("""
                {"eventType":"Open","open":{"userAgent":"x"},"mail":{"messageId":"m","destination":["a@b.example",
                 "c@d.example"]}}"""));

        assertThat(open.kind()).isEqualTo(FeedbackKind.OPENED);
        assertThat(open.recipient()).isNull();
        assertThat(open.signals().userAgent()).isEqualTo("x");
    }

    @Test
    void ignoresHandshakesPlainTextAndInboundMail() {
        assertThat(List.of(
                        enveloped("Successfully validated SNS topic for Amazon SES event publishing."),
                        "{\"Type\":\"SubscriptionConfirmation\",\"TopicArn\":\"t\",\"Message\":\"m\"}",
                        "{\"notificationType\":\"AmazonSnsSubscriptionSucceeded\"}"))
                .allSatisfy(body -> assertThat(decode(body)).isInstanceOf(FeedbackReading.Nothing.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"x\"",
                "{\"eventType\":\"Bounce\"",
                "{\"eventType\":{}}",
                "{\"eventType\":\"Bounce\"}",
                "{\"Type\":\"Notification\",\"TopicArn\":\"t\",\"Message\":{\"eventType\":\"Send\"}}",
                "{\"Type\":\"Notification\",\"Message\":\"{\\\"eventType\\\":\"}"
            })
    void refusesWhatIsNoEvent(String body) {
        assertThat(problem(decode(body)).rule()).isNotEmpty();
    }

    private static FeedbackReading decode(String body) {
        return decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private static FeedbackReading decode(byte[] body) {
        return new SesFeedback().decode(body, null);
    }

    private static String enveloped(String message) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(Map.of("Type", "Notification", "TopicArn", "t", "Message", message));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
