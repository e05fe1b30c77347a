package io.emailservice.twin.feedback;

import io.emailservice.config.Section;
import java.util.Map;

/**
 * A subscription to the topic to which SES publishes. Exactly one of url and queue is there.
 *
 * @param url an HTTP endpoint, which has to confirm first; or empty
 * @param queue the name of a queue; or empty
 * @param raw the bare message instead of a signed envelope
 * @param version of the signature, 1 or 2
 */
public record SubscriptionConfig(String url, String queue, boolean raw, int version) {
    static SubscriptionConfig from(Section section) {
        SubscriptionConfig config = new SubscriptionConfig(
                section.text("url", ""),
                section.text("queue", ""),
                section.flag("raw", false),
                section.choice("version", 1, Map.of("1", 1, "2", 2)));
        section.end();
        if (config.url.isEmpty() == config.queue.isEmpty()) {
            section.problem("url", "must be there, or queue, and not both");
        }
        if (!config.queue.matches("[A-Za-z0-9_-]{0,80}")) {
            section.problem("queue", "must be a name of up to 80 letters, digits, hyphens and underscores");
        }
        WebhookConfig.checkUrl(section, config.url);
        return config;
    }
}
