package io.emailservice.event.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.config.Problems;
import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {
    private final Problems problems = new Problems();

    @Test
    void isOffByDefault() {
        KafkaConfig config = read("{}");

        assertThat(config.enabled()).isFalse();
        assertThat(config.topic()).isEqualTo("email.events");
        assertThat(config.deadline()).isEqualTo(Duration.ofSeconds(20));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void readsEveryKey() {
        KafkaConfig config = read("""
                bootstrapServers: 'one:9092,two:9093'
                topic: mail
                compression: zstd
                linger: 20ms
                deadline: 40s
                maxEventBytes: 500000
                security: SASL_SSL
                mechanism: SCRAM-SHA-512
                username: ann
                password: sesame
                """);

        assertThat(problems.all()).isEmpty();
        assertThat(config)
                .isEqualTo(new KafkaConfig(
                        "one:9092,two:9093",
                        "mail",
                        "zstd",
                        Duration.ofMillis(20),
                        Duration.ofSeconds(40),
                        500_000,
                        "SASL_SSL",
                        "SCRAM-SHA-512",
                        "ann",
                        new Secret("sesame")));
        assertThat(config.toString()).doesNotContain("sesame");
        assertThat(config.producer())
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("max.block.ms", "10000");
    }

    @Test
    void aQuoteInAPasswordStaysInIt() {
        KafkaConfig config = read("{security: SASL_SSL, username: ann, password: 'a\"b\\c'}");

        assertThat(config.producer().get("sasl.jaas.config")).contains("password=\"a\\\"b\\\\c\";");
    }

    @Test
    void reportsEveryProblemAtOnce() {
        read("{bootstrapServers: 'http://x', topic: 'a b', compression: rar, security: SASL_SSL, linger: 1s,"
                + " deadline: 2s, colour: blue}");

        assertThat(problems.all())
                .anyMatch(line -> line.startsWith("kafka.bootstrapServers: must be like"))
                .anyMatch(line -> line.startsWith("kafka.topic: must be"))
                .anyMatch(line -> line.startsWith("kafka.compression: must be one of"))
                .anyMatch(line -> line.startsWith("kafka.username: and password are required"))
                .anyMatch(line -> line.startsWith("kafka.linger: must be a quarter"))
                .anyMatch(line -> line.startsWith("kafka.colour: is unknown"))
                .hasSize(6);
    }

    @CanIgnoreReturnValue
    private KafkaConfig read(String yaml) {
        try {
            return KafkaConfig.from(new Section("kafka", (ObjectNode) new YAMLMapper().readTree(yaml), problems));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
