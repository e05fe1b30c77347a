package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void fixedStaysTheSame() {
        assertThat(Backoff.fixed(250).delayAfter(1, () -> 0.9)).isEqualTo(250);
        assertThat(Backoff.fixed(250).delayAfter(9, () -> 0.9)).isEqualTo(250);
    }

    @Test
    void exponentialDoublesFromTheFirstFailure() {
        Backoff backoff = Backoff.exponential(100);
        assertThat(backoff.delayAfter(1, () -> 0)).isEqualTo(100);
        assertThat(backoff.delayAfter(2, () -> 0)).isEqualTo(200);
        assertThat(backoff.delayAfter(5, () -> 0)).isEqualTo(1600);
    }

    @Test
    void jitterMakesItsShareOfTheDelayRandom() {
        Backoff half = new Backoff("exponential", 1000, 0.5);
        assertThat(half.delayAfter(2, () -> 0)).isEqualTo(1000);
        assertThat(half.delayAfter(2, () -> 0.5)).isEqualTo(1500);
        assertThat(half.delayAfter(2, () -> 0.999)).isBetween(1998L, 1999L);
        assertThat(new Backoff("fixed", 1000, 1).delayAfter(1, () -> 0)).isZero();
    }

    @Test
    void neverExceedsAYear() {
        assertThat(Backoff.exponential(60_000).delayAfter(500, () -> 0)).isEqualTo(365L * 24 * 60 * 60 * 1000);
        assertThat(Backoff.fixed(Long.MAX_VALUE).delayAfter(1, () -> 0)).isEqualTo(365L * 24 * 60 * 60 * 1000);
    }

    @Test
    void bearsWhatNoProducerShouldHaveWritten() {
        assertThat(Backoff.fixed(-5).delayAfter(1, () -> 0)).isZero();
        assertThat(new Backoff("fixed", 100, 7).delayAfter(1, () -> 0)).isZero();
        assertThat(new Backoff("fixed", 100, -1).delayAfter(1, () -> 0.5)).isEqualTo(100);
    }

    @Test
    void treatsAStrategyOfTheProducersOwnAsFixed() {
        assertThat(new Backoff("mine", 70, 0).delayAfter(4, () -> 0)).isEqualTo(70);
    }
}
