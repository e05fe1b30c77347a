package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.ops.CheckResult;
import io.emailservice.store.StoreMetrics;
import io.emailservice.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteWatchTest {
    private final TestClock clock = TestClock.create();
    private final WriteWatch watch =
            new WriteWatch(StoreMetrics.NONE, Duration.ofSeconds(2), Duration.ofSeconds(13), clock);

    @Test
    void namesTheWriterThatIsStuck() {
        watch.retried("claim");
        watch.batch("find", 1, 1);
        assertThat(result().ok()).isTrue();

        clock.advance(Duration.ofSeconds(2));
        watch.retried("claim");

        assertThat(result()).isEqualTo(CheckResult.failed("PostgreSQL takes no writes of claim"));
    }

    @Test
    void isWellAgainWithTheFirstBatchThatIsWritten() {
        watch.retried("claim");
        clock.advance(Duration.ofSeconds(5));

        watch.batch("claim", 1, 1);

        assertThat(result().ok()).isTrue();
    }

    @Test
    void forgetsTroubleThatNobodyMeetsAnyMore() {
        watch.retried("post");
        clock.advance(Duration.ofSeconds(13));
        assertThat(result().ok()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(result().ok()).isTrue();

        watch.retried("post");

        assertThat(result().ok()).isTrue();
    }

    private CheckResult result() {
        return watch.check().result();
    }
}
