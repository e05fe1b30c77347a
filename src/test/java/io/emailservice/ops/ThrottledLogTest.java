package io.emailservice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.emailservice.testing.TestClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThrottledLogTest {
    private final TestClock clock = TestClock.create();
    private final Logger logger = new LoggerContext().getLogger("throttled");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ThrottledLog log = new ThrottledLog(logger, clock, Duration.ofSeconds(10));

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @Test
    void writesOneLinePerKeyAndInterval() {
        for (int i = 0; i < 5; i++) {
            log.warn("ses", "event=throttled");
            log.warn("mailgun", "event=throttled");
        }

        assertThat(written())
                .containsExactly("event=throttled key=ses hushed=0", "event=throttled key=mailgun hushed=0");
    }

    @Test
    void saysHowManyLinesItStandsFor() {
        for (int i = 0; i < 5; i++) {
            log.warn("ses", "event=throttled");
        }
        clock.advance(Duration.ofSeconds(10));
        log.warn("ses", "event=throttled");

        assertThat(written()).containsExactly("event=throttled key=ses hushed=0", "event=throttled key=ses hushed=4");
    }

    @Test
    void sharesOneLineBeyondTheLimitOfKeys() {
        for (int i = 0; i < 1_000; i++) {
            log.warn("key-" + i, "event=throttled");
        }

        assertThat(written()).hasSize(101);
    }

    private List<String> written() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
