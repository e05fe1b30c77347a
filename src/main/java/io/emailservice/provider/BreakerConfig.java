package io.emailservice.provider;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * When an account's circuit opens.
 *
 * @param window how far back calls count
 * @param minimumCalls with fewer calls in the window it never opens
 * @param failureRate share of faults, from 0 to 1, at which it opens
 * @param openFor time until a probe
 */
public record BreakerConfig(Duration window, int minimumCalls, double failureRate, Duration openFor) {
    public static final BreakerConfig DEFAULTS =
            new BreakerConfig(Duration.ofSeconds(30), 20, 0.5, Duration.ofSeconds(30));

    static BreakerConfig from(Section section) {
        BreakerConfig config = new BreakerConfig(
                section.duration("window", DEFAULTS.window, Duration.ofSeconds(1), Duration.ofMinutes(10)),
                section.integer("minimumCalls", DEFAULTS.minimumCalls, 1, 1_000_000),
                section.number("failureRate", DEFAULTS.failureRate, 0.01, 1),
                section.duration("openFor", DEFAULTS.openFor, Duration.ofMillis(100), Duration.ofHours(1)));
        section.end();
        return config;
    }
}
