package io.emailservice.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.provider.Lookup;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {
    private static final UUID ID = UUID.fromString("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");

    @Test
    void asksByOurMessageIdFromALittleBeforeTheAttempt() {
        assertThat(Events.uri("mail.example.com", ID, Instant.ofEpochSecond(1_000_000)))
                .isEqualTo("/v3/mail.example.com/events?message-id=" + ID
                        + "%40mail.example.com&begin=999700&ascending=yes&limit=25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"accepted", "delivered", "failed", "rejected", "opened"})
    void takesAnyEventOfTheMessageAsProof(String event) {
        Lookup lookup = read(
                200,
                "{\"items\":[{\"event\":\"" + event
                        + "\",\"timestamp\":1521233123.501324,\"message\":{\"headers\":{\"message-id\":\"" + ID
                        + "@mail.example.com\"}}}],\"paging\":{}}");

        assertThat(lookup)
                .isEqualTo(new Lookup.Found(ID + "@mail.example.com", Instant.parse("2018-03-16T20:45:23.501Z")));
    }

    @Test
    void ignoresEventsOfOtherMessages() {
        assertThat(read(
                        200,
                        "{\"items\":[{\"event\":\"accepted\",\"message\":{\"headers\":{\"message-id\":\"x@y\"}}},{}]}"))
                .isEqualTo(new Lookup.NotFound());
        assertThat(read(200, "{\"items\":[]}")).isEqualTo(new Lookup.NotFound());
    }

    @Test
    void settlesNothingWithoutAClearAnswer() {
        assertThat(read(401, "Forbidden")).isInstanceOf(Lookup.CannotTell.class);
        assertThat(read(502, "<html>")).isInstanceOf(Lookup.NoAnswer.class);
        assertThat(read(200, "<html>")).isInstanceOf(Lookup.NoAnswer.class);
        assertThat(read(200, "{}")).isInstanceOf(Lookup.NoAnswer.class);
        assertThat(Events.read(new Answer.Lost("timeout", ""), ID)).isInstanceOf(Lookup.NoAnswer.class);
    }

    private static Lookup read(int status, String body) {
        return Events.read(new Answer.Received(status, null, null, Buffer.buffer(body)), ID);
    }
}
