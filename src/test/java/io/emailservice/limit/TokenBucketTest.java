package io.emailservice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private final TestClock clock = TestClock.create();

    @Test
    void allowsABurstAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(clock, 10, 3);

        assertThat(takeAll(bucket)).isEqualTo(3);
        clock.advance(Duration.ofMillis(100));
        assertThat(takeAll(bucket)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(takeAll(bucket)).isEqualTo(3);
    }

    @Test
    void saysWhenTheNextOneComes() {
        TokenBucket bucket = new TokenBucket(clock, 4, 1);
        assertThat(bucket.take(1)).isTrue();

        assertThat(bucket.millisUntil(1)).isEqualTo(250);
        clock.advance(Duration.ofMillis(bucket.millisUntil(1)));
        assertThat(bucket.take(1)).isTrue();
    }

    @Test
    void limitsNothingAtRateZero() {
        TokenBucket bucket = new TokenBucket(clock, 0, 1);

        assertThat(bucket.take(1)).isTrue();
        assertThat(bucket.take(1)).isTrue();
    }

    @Test
    void followsAChangedRate() {
        TokenBucket bucket = new TokenBucket(clock, 1, 1);
        assertThat(bucket.take(1)).isTrue();
        bucket.perSecond(100);

        assertThat(bucket.millisUntil(1)).isEqualTo(10);
    }

    @Test
    void losesNothingToAClockThatJumpsBack() {
        TokenBucket bucket = new TokenBucket(clock, 1, 2);
        assertThat(takeAll(bucket)).isEqualTo(2);
        clock.advance(Duration.ofMinutes(-10));

        assertThat(bucket.take(1)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(bucket.take(1)).isTrue();
    }

    private static int takeAll(TokenBucket bucket) {
        int taken = 0;
        while (bucket.take(1)) {
            taken++;
        }
        return taken;
    }
}
