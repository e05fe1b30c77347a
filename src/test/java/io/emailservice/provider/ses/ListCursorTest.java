package io.emailservice.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListCursorTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(1));

    @Test
    void goesOnWithinARoundAndReadsOnlyWhatIsNewInTheNext() {
        ListCursor first = ListCursor.of("", NOW);
        assertThat(first.since()).isNull();

        ListCursor second = ListCursor.of(first.behind("token").text(), LATER);
        assertThat(second).isEqualTo(new ListCursor(null, NOW, "token"));

        ListCursor next = ListCursor.of(second.nextRound().text(), LATER);
        assertThat(next).isEqualTo(new ListCursor(NOW.minus(Duration.ofHours(1)), LATER, null));
        assertThat(ListCursor.of(next.behind("other").text(), LATER.plusSeconds(9)))
                .isEqualTo(new ListCursor(next.since(), LATER, "other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[]", "{\"since\": 1}", "{\"since\": \"x\"}"})
    void anythingElseReadsEverything(String text) {
        assertThat(ListCursor.of(text, NOW)).isEqualTo(new ListCursor(null, NOW, null));
    }
}
