package io.emailservice.event;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * How events are relayed.
 *
 * @param batch events read and published at once
 * @param interval wait before the outbox is read again when it was empty
 * @param retryDelay wait after a sink or the log failed
 */
public record EventConfig(int batch, Duration interval, Duration retryDelay) {
    public static EventConfig from(Section section) {
        EventConfig config = new EventConfig(
                section.integer("batch", 1_000, 1, 10_000),
                section.duration("interval", Duration.ofMillis(50), Duration.ofMillis(1), Duration.ofMinutes(1)),
                section.duration("retryDelay", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(5)));
        section.end();
        return config;
    }
}
