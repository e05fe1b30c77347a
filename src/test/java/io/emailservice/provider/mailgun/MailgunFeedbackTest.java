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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    private static FeedbackReading decode(String body) {
        return decode(body.getBytes(StandardCharsets.UTF_8));
    }

    private static FeedbackReading decode(byte[] body) {
        return new MailgunFeedback().decode(body, "main");
    }

    private static String fixture(String name) throws IOException {
        try (InputStream file = MailgunFeedbackTest.class.getResourceAsStream("/provider/mailgun/" + name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
