package io.emailservice.event;

import io.emailservice.config.Section;
import io.emailservice.event.kafka.KafkaConfig;
import io.emailservice.event.webhook.WebhookConfig;
import java.time.Duration;

/**
 * How events are relayed.
 *
 * @param batch events read and published at once
 * @param interval wait before the outbox is read again when it was empty
 * @param retryDelay wait after a sink or the log failed
 * @param parts into how many parts the subjects of a sink are divided, each relayed by one node at a time
 * @param lease after which another node takes a part over whose node is silent
 */
public record EventConfig(
        int batch,
        Duration interval,
        Duration retryDelay,
        int parts,
        Duration lease,
        KafkaConfig kafka,
        WebhookConfig webhooks) {
    private static final int TRIES_PER_LEASE = 3;

    public static EventConfig from(Section section) {
        EventConfig config = new EventConfig(
                section.integer("batch", 1_000, 1, 10_000),
                section.duration("interval", Duration.ofMillis(50), Duration.ofMillis(1), Duration.ofMinutes(1)),
                section.duration("retryDelay", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(5)),
                section.integer("parts", 1, 1, 64),
                section.duration("lease", Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofMinutes(10)),
                KafkaConfig.from(section.section("kafka")),
                WebhookConfig.from(section.section("webhooks")));
        section.end();
        return config;
    }

    /** Between two renewals of a lease, and between two requests for one that another node holds. */
    Duration askAgain() {
        return lease.dividedBy(TRIES_PER_LEASE);
    }
}
