package io.emailservice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.Sections;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthConfigTest {
    @Test
    void hasDefaults() {
        HealthConfig config = Sections.read("", HealthConfig::from);

        assertThat(config).isEqualTo(HealthConfig.DEFAULTS);
    }

    @Test
    void readsEveryKey() {
        HealthConfig config = Sections.read("""
                interval: 1s
                timeout: 500ms
                stall: 2m
                loopLimit: 10s
                """, HealthConfig::from);

        assertThat(config)
                .isEqualTo(new HealthConfig(
                        Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMinutes(2), Duration.ofSeconds(10)));
    }

    @Test
    void namesEveryWrongKey() {
        assertThat(Sections.problems("{interval: 10ms, timeout: fast, stal: 1m}", HealthConfig::from))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("interval: must be a duration from 100ms to 1m"),
                        line -> assertThat(line).startsWith("timeout: must be a duration from 50ms to 30s"),
                        line -> assertThat(line).startsWith("stal: is unknown"));
    }
}
