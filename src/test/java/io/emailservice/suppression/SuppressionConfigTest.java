package io.emailservice.suppression;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.suppression.sync.SyncConfig;
import io.emailservice.testing.Sections;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SuppressionConfigTest {
    @Test
    void hasDefaults() {
        assertThat(Sections.read("", SuppressionConfig::from)).isEqualTo(SuppressionConfig.DEFAULTS);
    }

    @Test
    void mapsEveryKey() {
        String yaml = """
                softBounces: {run: 3, within: 10d, rest: 60d}
                importBytes: 2048
                transfers: 2
                """;
        assertThat(Sections.read(yaml, SuppressionConfig::from))
                .isEqualTo(new SuppressionConfig(
                        new SuppressionConfig.SoftBounces(3, Duration.ofDays(10), Duration.ofDays(60)),
                        2_048,
                        2,
                        SyncConfig.DEFAULTS));
    }

    @Test
    void namesEveryWrongValue() {
        String yaml = """
                softBounces: {run: -1, within: 1s, rest: 1m, other: 1}
                importBytes: 1
                transfers: 0
                """;
        assertThat(Sections.problems(yaml, SuppressionConfig::from))
                .extracting(problem -> problem.replaceAll(":.*", ""))
                .containsExactly(
                        "softBounces.run",
                        "softBounces.within",
                        "softBounces.rest",
                        "softBounces.other",
                        "importBytes",
                        "transfers");
    }
}
