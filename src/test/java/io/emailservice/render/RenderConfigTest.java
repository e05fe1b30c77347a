package io.emailservice.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.Sections;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RenderConfigTest {
    @Test
    void hasDefaults() {
        assertThat(Sections.read("", RenderConfig::from)).isEqualTo(RenderConfig.DEFAULTS);
    }

    @Test
    void mapsEveryKey() {
        String yaml = """
                strict: true
                cacheTemplates: 7
                maxOutputBytes: 5000
                maxDepth: 3
                timeLimit: 50ms
                workers: 4
                """;
        assertThat(Sections.read(yaml, RenderConfig::from))
                .isEqualTo(new RenderConfig(true, 7, 5_000, 3, Duration.ofMillis(50), 4));
    }

    @Test
    void namesEveryWrongValue() {
        String yaml = """
                strict: perhaps
                cacheTemplates: 0
                maxOutputBytes: 1
                maxDepth: 100
                timeLimit: 1h
                workers: none
                speed: fast
                """;
        assertThat(Sections.problems(yaml, RenderConfig::from))
                .extracting(problem -> problem.replaceAll(":.*", ""))
                .containsExactly(
                        "strict", "cacheTemplates", "maxOutputBytes", "maxDepth", "timeLimit", "workers", "speed");
    }
}
