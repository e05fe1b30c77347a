package io.emailservice.provider;

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
        assertThat(bucket.take()).isTrue();

        assertThat(bucket.millisUntilNext()).isEqualTo(250);
        clock.advance(Duration.ofMillis(bucket.millisUntilNext()));
        assertThat(bucket.take()).isTrue();
    }

    @Test
    void limitsNothingAtRateZero() {
        TokenBucket bucket = new TokenBucket(clock, 0, 1);

        assertThat(bucket.take()).isTrue();
        assertThat(bucket.take()).isTrue();
    }

    @Test
    void followsAChangedRate() {
        TokenBucket bucket = new TokenBucket(clock, 1, 1);
        assertThat(bucket.take()).isTrue();
        bucket.perSecond(100);

        assertThat(bucket.millisUntilNext()).isEqualTo(10);
    }

    @Test
    void losesNothingToAClockThatJumpsBack() {
        TokenBucket bucket = new TokenBucket(clock, 1, 2);
        assertThat(takeAll(bucket)).isEqualTo(2);
        clock.advance(Duration.ofMinutes(-10));

        assertThat(bucket.take()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(bucket.take()).isTrue();
    }

    private static int takeAll(TokenBucket bucket) {
        int taken = 0;
        while (bucket.take()) {
            taken++;
        }
        return taken;
    }
}
