package io.emailservice.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Circuit circuit = new Circuit();

    @Test
    void restsAfterSomeFailuresInARow() {
        fail(4, now);
        assertThat(circuit.lets(now)).isTrue();
        assertThat(circuit.works()).isTrue();
        fail(4, now);
        assertThat(circuit.lets(now)).isTrue();
        fail(1, now);
        assertThat(circuit.lets(now)).isFalse();
        assertThat(circuit.until()).isEqualTo(now.plusSeconds(10));
    }

    @Test
    void restsLongerWhenTheFirstPostAfterTheRestFailsToo() {
        fail(5, now);
        Instant later = now.plusSeconds(10);
        assertThat(circuit.lets(later)).isTrue();
        fail(3, later);
        assertThat(circuit.until()).as("what fails beside it counts once").isEqualTo(later.plusSeconds(20));
        Instant end = later;
        for (int i = 0; i < 20; i++) {
            end = circuit.until();
            fail(1, end);
        }
        assertThat(circuit.until()).isEqualTo(end.plus(Duration.ofMinutes(10)));
    }

    @Test
    void oneSuccessClosesIt() {
        fail(6, now);
        assertThat(circuit.works()).isTrue();
        assertThat(circuit.lets(now)).isTrue();
        assertThat(circuit.works()).isFalse();
    }

    @Test
    void tellsTheFirstFailureAfterASuccess() {
        assertThat(circuit.fails(now)).as("nothing is known of what was before").isFalse();
        assertThat(circuit.works()).isTrue();
        assertThat(circuit.fails(now)).isTrue();
        assertThat(circuit.fails(now)).isFalse();
    }

    private void fail(int times, Instant when) {
        for (int i = 0; i < times; i++) {
            boolean first = circuit.fails(when);
            assertThat(first && i > 0).isFalse();
        }
    }
}
