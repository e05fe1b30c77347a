package io.emailservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import io.emailservice.event.kafka.KafkaConfig;
import io.emailservice.event.webhook.WebhookConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventConfigTest {
    private final Problems problems = new Problems();

    @Test
    void hasDefaultsForEveryKey() {
        assertThat(read("{}"))
                .isEqualTo(new EventConfig(
                        1_000,
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1),
                        1,
                        Duration.ofSeconds(15),
                        kafka(),
                        webhooks()));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void readsEveryKey() {
        assertThat(read("{batch: 250, interval: 20ms, retryDelay: 5s, parts: 4, lease: 1m}"))
                .isEqualTo(new EventConfig(
                        250,
                        Duration.ofMillis(20),
                        Duration.ofSeconds(5),
                        4,
                        Duration.ofMinutes(1),
                        kafka(),
                        webhooks()));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void reportsEveryProblemAtOnce() {
        read("{batch: 0, interval: 2h, retryDelay: soon, sinks: 3}");

        assertThat(problems.all())
                .anyMatch(line -> line.startsWith("events.batch: must be a whole number"))
                .anyMatch(line -> line.startsWith("events.interval: must be a duration"))
                .anyMatch(line -> line.startsWith("events.retryDelay: must be a duration"))
                .anyMatch(line -> line.startsWith("events.sinks: is unknown"))
                .hasSize(4);
    }

    @CanIgnoreReturnValue
    private EventConfig read(String yaml) {
        try {
            ObjectNode tree = (ObjectNode) new YAMLMapper().readTree(yaml);
            return EventConfig.from(new Section("events", tree, problems));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    /** Its own keys have their own test. */
    private static KafkaConfig kafka() {
        return KafkaConfig.from(new Section("events.kafka", new YAMLMapper().createObjectNode(), new Problems()));
    }

    private static WebhookConfig webhooks() {
        return WebhookConfig.from(new Section("events.webhooks", new YAMLMapper().createObjectNode(), new Problems()));
    }
}
