package io.emailservice.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.Sections;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TemplateConfigTest {
    @Test
    void hasDefaults() {
        assertThat(Sections.read("", TemplateConfig::from)).isEqualTo(TemplateConfig.DEFAULTS);
    }

    @Test
    void mapsEveryKey() {
        String yaml = """
                cacheEntries: 5
                pinned: 2h
                newest: 9s
                missing: 1s
                loadTimeout: 3s
                """;
        assertThat(Sections.read(yaml, TemplateConfig::from))
                .isEqualTo(new TemplateConfig(
                        5, Duration.ofHours(2), Duration.ofSeconds(9), Duration.ofSeconds(1), Duration.ofSeconds(3)));
    }

    @Test
    void namesEveryWrongValue() {
        String yaml = """
                cacheEntries: 0
                pinned: 1
                newest: 2h
                missing: 1h
                loadTimeout: 1h
                oldest: 1s
                """;
        assertThat(Sections.problems(yaml, TemplateConfig::from))
                .extracting(problem -> problem.replaceAll(":.*", ""))
                .containsExactly("cacheEntries", "pinned", "newest", "missing", "loadTimeout", "oldest");
    }
}
