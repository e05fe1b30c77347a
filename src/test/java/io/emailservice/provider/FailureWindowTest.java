package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureWindowTest {
    private final TestClock clock = TestClock.create();
    private final FailureWindow window = new FailureWindow(clock, Duration.ofSeconds(10), 4);

    @Test
    void judgesOnlyWithEnoughCalls() {
        record(3, 0);
        assertThat(window.failureRate()).isZero();

        record(1, 0);
        assertThat(window.failureRate()).isEqualTo(1);
    }

    @Test
    void countsSuccessesAgainstFaults() {
        record(2, 6);

        assertThat(window.failureRate()).isEqualTo(0.25);
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        record(10, 0);
        clock.advance(Duration.ofSeconds(5));
        record(0, 10);
        assertThat(window.failureRate()).isEqualTo(0.5);

        clock.advance(Duration.ofSeconds(6));
        assertThat(window.failureRate()).isZero();
        record(10, 0);
        assertThat(window.failureRate()).isEqualTo(0.5);
    }

    @Test
    void forgetsAllAfterALongQuietTime() {
        record(10, 0);
        clock.advance(Duration.ofDays(1));

        assertThat(window.failureRate()).isZero();
        record(4, 4);
        assertThat(window.failureRate()).isEqualTo(0.5);
    }

    @Test
    void keepsCountingWhenTheClockJumpsBack() {
        record(2, 0);
        clock.advance(Duration.ofSeconds(-30));
        record(2, 0);

        assertThat(window.failureRate()).isEqualTo(1);
    }

    @Test
    void startsAfreshWhenCleared() {
        record(10, 0);
        window.clear();

        assertThat(window.failureRate()).isZero();
    }

    private void record(int faults, int successes) {
        for (int i = 0; i < faults; i++) {
            window.record(true);
        }
        for (int i = 0; i < successes; i++) {
            window.record(false);
        }
    }
}
