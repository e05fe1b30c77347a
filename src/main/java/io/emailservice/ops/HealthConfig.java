package io.emailservice.ops;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * Section {@code health}.
 *
 * @param interval between two runs of the checks
 * @param timeout of one check; counts as failed then
 * @param stall how long a worker may complete nothing while work waits
 * @param loopLimit how long an event loop may be silent before the process counts as dead
 */
public record HealthConfig(Duration interval, Duration timeout, Duration stall, Duration loopLimit) {
    public static final HealthConfig DEFAULTS = new HealthConfig(
            Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(20));

    public static HealthConfig from(Section section) {
        HealthConfig config = new HealthConfig(
                section.duration("interval", DEFAULTS.interval, Duration.ofMillis(100), Duration.ofMinutes(1)),
                section.duration("timeout", DEFAULTS.timeout, Duration.ofMillis(50), Duration.ofSeconds(30)),
                section.duration("stall", DEFAULTS.stall, Duration.ofSeconds(1), Duration.ofHours(1)),
                section.duration("loopLimit", DEFAULTS.loopLimit, Duration.ofSeconds(2), Duration.ofMinutes(10)));
        section.end();
        return config;
    }
}
