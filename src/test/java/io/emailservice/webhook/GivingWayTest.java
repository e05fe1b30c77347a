package io.emailservice.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GivingWayTest {
    private static final int MANY = 64;
    private static final int FEW = 3;

    private final TestClock clock = TestClock.create();
    private final GivingWay givingWay = new GivingWay(Duration.ofSeconds(5), clock);

    @Test
    void givesWayWhileManyAreStored() {
        assertThat(givingWay.now(FEW)).isFalse();
        assertThat(givingWay.now(MANY)).isTrue();
        assertThat(givingWay.now(FEW)).isFalse();
    }

    @Test
    void takesItsShareAfterTheLimitUntilItHasCaughtUp() {
        assertThat(givingWay.now(MANY)).isTrue();
        clock.advance(Duration.ofMillis(4_999));
        assertThat(givingWay.now(MANY)).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(givingWay.now(MANY)).isFalse();
        clock.advance(Duration.ofHours(1));
        assertThat(givingWay.now(MANY)).isFalse();

        givingWay.caughtUp();

        assertThat(givingWay.now(MANY)).isTrue();
    }

    @Test
    void aStretchGoesOnThroughAQuietMoment() {
        assertThat(givingWay.now(MANY)).isTrue();
        clock.advance(Duration.ofSeconds(3));
        assertThat(givingWay.now(FEW)).isFalse();
        clock.advance(Duration.ofSeconds(3));
        assertThat(givingWay.now(MANY)).isFalse();
    }

    @Test
    void neverGivesWayIfThatIsSaid() {
        assertThat(new GivingWay(Duration.ZERO, clock).now(MANY)).isFalse();
    }
}
