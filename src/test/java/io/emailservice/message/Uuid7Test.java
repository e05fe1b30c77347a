package io.emailservice.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class Uuid7Test {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final Uuid7 ids = new Uuid7(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void carriesVersionVariantAndTime() {
        UUID id = ids.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Uuid7.instantOf(id)).isEqualTo(NOW);
    }

    @Test
    void growsStrictlyWithinOneMillisecond() {
        List<String> made =
                Stream.generate(() -> ids.next().toString()).limit(10_000).toList();

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theFloorOfAnInstantIsNotAboveItsIds() {
        assertThat(Uuid7.floor(NOW).toString()).isLessThan(ids.next().toString());
        assertThat(Uuid7.floor(NOW.plusMillis(1)).toString())
                .isGreaterThan(ids.next().toString());
    }
}
