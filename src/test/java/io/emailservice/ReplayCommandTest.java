package io.emailservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailservice.config.InvalidConfiguration;
import io.emailservice.message.Uuid7;
import io.emailservice.store.Replay;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplayCommandTest {
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final UUID FIRST = UUID.fromString("019c0000-0000-7000-8000-000000000000");
    private static final UUID LAST = UUID.fromString("019c0000-0000-7000-8000-0000000000ff");

    @Test
    void takesInstants() {
        Replay.Span span = ReplayCommand.span("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", NOW);

        assertThat(Uuid7.instantOf(span.after())).isBeforeOrEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(span.before()).isEqualTo(Uuid7.floor(Instant.parse("2026-01-02T00:00:00Z")));
    }

    @Test
    void takesIdsOfPostsBothIncluded() {
        Replay.Span span = ReplayCommand.span(FIRST.toString(), LAST.toString(), NOW);

        assertThat(span.after()).hasToString("019c0000-0000-7000-7fff-ffffffffffff");
        assertThat(span.before()).hasToString("019c0000-0000-7000-8000-000000000100");
    }

    @Test
    void endsNowUnlessToldOtherwise() {
        assertThat(ReplayCommand.span(FIRST.toString(), null, NOW).before()).isEqualTo(Uuid7.floor(NOW));
    }

    @Test
    void refusesWhatIsNeither() {
        assertThatThrownBy(() -> ReplayCommand.span("yesterday", null, NOW)).isInstanceOf(InvalidConfiguration.class);
        assertThatThrownBy(() -> ReplayCommand.span(FIRST.toString(), "2026-01-01", NOW))
                .isInstanceOf(InvalidConfiguration.class);
    }
}
