package io.emailservice.webhook;

import io.emailservice.config.Section;
import java.time.Duration;
import java.util.Map;

/**
 * Section {@code webhooks}.
 *
 * @param maxBodyBytes of one post; SNS sends up to 256 KB
 * @param maxInHand posts being read, checked or stored at once; beyond it providers are told to come again
 * @param maxBytesInHand of all these posts together
 * @param bodyTimeout how long the body of a post may take to arrive
 * @param answerTimeout how long checking and storing may take; SNS gives up after 15 s, body included
 * @param readingGivesWay how long reading stored posts may wait at a stretch while many are being stored
 * @param alertAfter refused signatures of one provider within {@code alertWindow} that raise an alert
 * @param queues SQS queues that SNS fills, by our own name
 */
public record WebhookConfig(
        int maxBodyBytes,
        int maxInHand,
        int maxBytesInHand,
        Duration bodyTimeout,
        Duration answerTimeout,
        Duration readingGivesWay,
        int alertAfter,
        Duration alertWindow,
        MailgunPosts mailgun,
        SesPosts ses,
        Map<String, QueueConfig> queues) {

    public static final WebhookConfig DEFAULTS = new WebhookConfig(
            1 << 20,
            2_000,
            128 << 20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(9),
            Duration.ofSeconds(5),
            20,
            Duration.ofMinutes(5),
            MailgunPosts.DEFAULTS,
            SesPosts.DEFAULTS,
            Map.of());

    private static final int MAX_QUEUES = 16;

    public WebhookConfig {
        queues = Map.copyOf(queues);
    }

    public static WebhookConfig from(Section section) {
        WebhookConfig config = new WebhookConfig(
                section.integer("maxBodyBytes", DEFAULTS.maxBodyBytes, 1_024, 16 << 20),
                section.integer("maxInHand", DEFAULTS.maxInHand, 1, 100_000),
                section.integer("maxBytesInHand", DEFAULTS.maxBytesInHand, 1 << 20, 1 << 30),
                section.duration("bodyTimeout", DEFAULTS.bodyTimeout, Duration.ofMillis(50), Duration.ofMinutes(1)),
                section.duration("answerTimeout", DEFAULTS.answerTimeout, Duration.ofMillis(50), Duration.ofMinutes(1)),
                section.duration("readingGivesWay", DEFAULTS.readingGivesWay, Duration.ZERO, Duration.ofMinutes(10)),
                section.integer("alertAfter", DEFAULTS.alertAfter, 1, 1_000_000),
                section.duration("alertWindow", DEFAULTS.alertWindow, Duration.ofSeconds(1), Duration.ofDays(1)),
                MailgunPosts.from(section.section("mailgun")),
                SesPosts.from(section.section("ses")),
                section.sections("queues", DEFAULTS.queues, QueueConfig::from));
        if (config.maxBytesInHand < config.maxBodyBytes) {
            section.problem("maxBytesInHand", "must be at least maxBodyBytes");
        }
        if (config.queues.size() > MAX_QUEUES) {
            section.problem("queues", "must be at most " + MAX_QUEUES);
        }
        section.end();
        return config;
    }
}
