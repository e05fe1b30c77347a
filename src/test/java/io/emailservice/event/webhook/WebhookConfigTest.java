package io.emailservice.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookConfigTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final Problems problems = new Problems();

    @Test
    void triesAgainOverHoursThenNoMore() {
        WebhookConfig config = read("{}");

        assertThat(config.next(1, NOW, 0.5)).isEqualTo(NOW.plusSeconds(5));
        assertThat(config.next(4, NOW, 0.5)).isEqualTo(NOW.plusSeconds(135));
        assertThat(config.next(11, NOW, 0.5)).isEqualTo(NOW.plus(Duration.ofHours(8)));
        assertThat(config.next(11, NOW, 0.0)).isEqualTo(NOW.plus(Duration.ofMinutes(384)));
        assertThat(config.next(12, NOW, 0.5)).isNull();
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void readsEveryKey() {
        assertThat(read("{reach: {http: true, privateAddresses: true}, perTenant: 3, concurrency: 8, deadline: 2s,"
                        + " attempts: 4, firstDelay: 1s, maxDelay: 1m, giveUp: 1h, rotation: 2h}"))
                .isEqualTo(new WebhookConfig(
                        new Reach(true, true),
                        3,
                        8,
                        Duration.ofSeconds(2),
                        4,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofHours(2)));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void reportsEveryProblemAtOnce() {
        read("{reach: {http: perhaps}, attempts: 0, giveUp: 1s, colour: blue}");

        assertThat(problems.all()).hasSize(4);
    }

    @CanIgnoreReturnValue
    private WebhookConfig read(String yaml) {
        try {
            return WebhookConfig.from(new Section("webhooks", (ObjectNode) new YAMLMapper().readTree(yaml), problems));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
