package io.emailservice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrintoutTest {
    record Inner(Duration timeout, Secret key) {}

    record Outer(int size, List<String> names, Map<String, Inner> inners) {}

    @Test
    void printsEffectiveValuesAndMasksSecrets() {
        String yaml = Printout.yaml(new Outer(
                3, List.of("x"), Map.of("one", new Inner(Duration.ofSeconds(90), new Secret("do-not-print")))));

        assertThat(yaml)
                .contains("size: 3", "- x", "timeout: 90s", "key: '***'")
                .doesNotContain("do-not-print");
    }
}
