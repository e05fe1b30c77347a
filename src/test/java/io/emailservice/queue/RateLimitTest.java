package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    @Test
    void looksAgainAfterHalfAMinuteHoweverLongTheLimit() {
        assertThat(RateLimit.restMillis(1)).isEqualTo(1);
        assertThat(RateLimit.restMillis(29_999)).isEqualTo(29_999);
        assertThat(RateLimit.restMillis(Duration.ofDays(1).toMillis())).isEqualTo(30_000);
    }
}
