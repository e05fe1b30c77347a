package io.emailservice.event.kafka;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Section {@code events.kafka}.
 *
 * @param bootstrapServers {@code host:port} with commas between; empty for no Kafka
 * @param compression {@code none}, {@code gzip}, {@code lz4} or {@code zstd}
 * @param linger how long the producer waits for more events of a batch
 * @param deadline how long a batch may take until Kafka has acknowledged all of it
 * @param maxEventBytes larger events are sent without tags and metadata; not more than the brokers take
 * @param security {@code PLAINTEXT}, {@code SSL}, {@code SASL_PLAINTEXT} or {@code SASL_SSL}
 * @param mechanism {@code PLAIN}, {@code SCRAM-SHA-256} or {@code SCRAM-SHA-512}
 */
public record KafkaConfig(
        String bootstrapServers,
        String topic,
        String compression,
        Duration linger,
        Duration deadline,
        int maxEventBytes,
        String security,
        String mechanism,
        String username,
        Secret password) {
    private static final int BUFFER_BYTES = 32 << 20;
    private static final int BATCH_BYTES = 128 << 10;

    public static KafkaConfig from(Section section) {
        KafkaConfig config = new KafkaConfig(
                section.text("bootstrapServers", ""),
                section.text("topic", "email.events"),
                word(section, "compression", "lz4", List.of("none", "gzip", "lz4", "zstd")),
                section.duration("linger", Duration.ofMillis(5), Duration.ZERO, Duration.ofSeconds(1)),
                section.duration("deadline", Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofMinutes(5)),
                section.integer("maxEventBytes", 900_000, 10_000, 10_000_000),
                word(section, "security", "PLAINTEXT", List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")),
                word(section, "mechanism", "PLAIN", List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")),
                section.text("username", ""),
                section.secret("password", ""));
        config.check(section);
        section.end();
        return config;
    }

    /** Whether there is a Kafka. */
    public boolean enabled() {
        return !bootstrapServers.isEmpty();
    }

    /** What the producer is made with. Every wait is bounded, and every setting that keeps the order is explicit. */
    Map<String, String> producer() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("client.id", "email-service");
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("max.in.flight.requests.per.connection", "5");
        settings.put("retries", String.valueOf(Integer.MAX_VALUE));
        settings.put("compression.type", compression);
        settings.put("linger.ms", millis(linger));
        settings.put("batch.size", String.valueOf(BATCH_BYTES));
        settings.put("buffer.memory", String.valueOf(BUFFER_BYTES));
        settings.put("max.request.size", String.valueOf(maxEventBytes + BATCH_BYTES));
        settings.put("max.block.ms", millis(deadline.dividedBy(4)));
        settings.put("request.timeout.ms", millis(deadline.dividedBy(4)));
        settings.put("delivery.timeout.ms", millis(deadline.dividedBy(2)));
        settings.put("reconnect.backoff.max.ms", "1000");
        settings.put("security.protocol", security);
        if (security.startsWith("SASL")) {
            settings.put("sasl.mechanism", mechanism);
            settings.put("sasl.jaas.config", login());
        }
        return settings;
    }

    private String login() {
        String module = mechanism.equals("PLAIN")
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        return module + " required username=" + quoted(username) + " password=" + quoted(password.value()) + ";";
    }

    private void check(Section section) {
        if (enabled() && !bootstrapServers.matches("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*")) {
            section.problem("bootstrapServers", "must be like kafka-1:9092,kafka-2:9092");
        }
        if (!topic.matches("[A-Za-z0-9._-]{1,249}")) {
            section.problem("topic", "must be of letters, digits, dots, underscores and hyphens");
        }
        if (security.startsWith("SASL")
                && (username.isEmpty() || password.value().isEmpty())) {
            section.problem("username", "and password are required for " + security);
        }
        if (linger.compareTo(deadline.dividedBy(4)) > 0) {
            section.problem("linger", "must be a quarter of the deadline at most");
        }
    }

    private static String word(Section section, String name, String fallback, List<String> words) {
        Map<String, String> values = new HashMap<>();
        words.forEach(word -> values.put(word, word));
        return section.choice(name, fallback, values);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
