package io.emailservice.provider.mailgun;

import static io.emailservice.testing.Readings.event;
import static io.emailservice.testing.Readings.events;
import static io.emailservice.testing.Readings.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.provider.FeedbackReading;
import io.emailservice.testing.Corpus;
import io.emailservice.testing.Readings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailgunFeedbackTest {
    private static final UUID OURS = UUID.fromString("019b0000-0000-7000-8000-000000000001");

    @ParameterizedTest
    @MethodSource
    void readsTheProvidersOwnPayloads(Corpus.Payload payload) {
        FeedbackReading reading = decode(payload.bytes());

        assertThat(Readings.word(reading)).isEqualTo(payload.acceptable().get(0));
        List<Feedback> events = reading.fold(all -> all, nothing -> List.of(), problem -> List.of());
        if (!events.isEmpty()) {
            assertThat(events).extracting(Feedback::recipient).containsExactlyElementsOf(payload.recipients());
            assertThat(Objects.requireNonNullElse(events.get(0).providerMessageId(), ""))
                    .isEqualTo(payload.messageId());
            assertThat(events.get(0).time()).isNotNull();
        }
    }

    static List<Corpus.Payload> readsTheProvidersOwnPayloads() {
        return Corpus.payloads("mailgun");
    }

    @Test
    void readsABounceWhole() throws IOException {
        Feedback bounce = event(decode(fixture("bounced.json")));

        assertThat(bounce.kind()).isEqualTo(FeedbackKind.BOUNCED);
        assertThat(bounce.hardBounce()).isTrue();
        assertThat(bounce.account()).isEqualTo("main");
        assertThat(bounce.messageId()).isEqualTo(OURS);
        assertThat(bounce.providerMessageId()).isEqualTo(OURS + "@mg.example.org");
        assertThat(bounce.recipient()).isEqualTo("gone.person@example.net");
        assertThat(bounce.time()).isEqualTo(Instant.parse("2026-01-02T03:04:05.250Z"));
        Diagnosis diagnosis = Objects.requireNonNull(bounce.diagnosis());
        assertThat(diagnosis.code()).isEqualTo("550");
        assertThat(diagnosis.enhancedCode()).isEqualTo("5.1.1");
        assertThat(diagnosis.reason()).isEqualTo("no_mailbox");
    }

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

    @Test
    void keepsAnUnknownEventWithoutMovingAnything() {
        Feedback feedback = event(decode("{\"event-data\":{\"event\":\"teleported\",\"recipient\":\"A@B.example\"}}"));

        assertThat(feedback.kind()).isEqualTo(FeedbackKind.UNKNOWN);
        assertThat(feedback.rawKind()).isEqualTo("teleported");
        assertThat(feedback.recipient()).isEqualTo("a@b.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{",
                "{\"event-data\":{\"event\":\"delivered\",\"recip",
                "{} {}",
                "<html>",
                "hello=world",
                "--x",
                "--x\r\n--x",
                "%%%=%zz&&&=",
                "\0\0\0"
            })
    void refusesWhatIsNoPost(String body) {
        assertThat(problem(decode(body)).rule()).isNotEmpty();
    }

    @Test
    void saysWhichFieldIsMissing() {
        assertThat(problem(decode("{\"event-data\":{\"event\":7.5e3}}")).pointer())
                .isEqualTo("/event-data/recipient");
        assertThat(problem(decode("{\"event-data\":{\"event\":{\"a\":1}}}")).pointer())
                .isEqualTo("/event-data/event");
    }

    @Test
    void bearsWrongTypesEverywhere() {
        Feedback feedback = event(decode("""
                {"event-data":{"event":"failed","severity":["permanent"],"recipient":"a@b.example","timestamp":{},
                 "delivery-status":"broken","message":[],"flags":null,"user-variables":"{\\"message-id\\":\\"%s\\"}",
                 "client-info":7,"reject":true}}""".formatted(OURS)));

        assertThat(feedback.messageId()).isEqualTo(OURS);
        assertThat(feedback.time()).isNull();
    }

    @Test
    void knowsTheSameEventAgainHoweverItCame() throws IOException {
        String post = fixture("bounced.json");
        String event = post.substring(post.indexOf("\"event-data\":") + 13, post.lastIndexOf('}'));
        UUID key = event(decode(post)).key();

        assertThat(event(decode(post.replace("token-1", "token-2"))).key()).isEqualTo(key);
        assertThat(events(decode("{\"items\":[" + event + "],\"paging\":{}}")))
                .extracting(Feedback::key)
                .containsExactly(key);
        assertThat(event(decode(post.replace("Gone.Person", "Other.Person"))).key())
                .isNotEqualTo(key);
    }

    @Test
    void tellsEventsWithoutAnIdApart() {
        String open = "{\"event-data\":{\"event\":\"opened\",\"recipient\":\"a@b.example\",\"timestamp\":%s}}";

        UUID key = event(decode(open.formatted("1700000000.5"))).key();
        assertThat(event(decode(open.formatted("1700000000.5"))).key()).isEqualTo(key);
        assertThat(event(decode(open.formatted("\"1700000000.5\""))).key()).isEqualTo(key);
        assertThat(event(decode(open.formatted("1700000001.5"))).key()).isNotEqualTo(key);
    }

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
        return decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private static FeedbackReading decode(byte[] body) {
        return new MailgunFeedback().decode(body, "main");
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : '"' + text + '"';
    }

    private static String fixture(String name) throws IOException {
        try (InputStream file = MailgunFeedbackTest.class.getResourceAsStream("/provider/mailgun/" + name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
