package io.emailservice.webhook;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One SQS queue under {@code webhooks.queues}. Whoever its policy lets write to it is believed.
 *
 * @param account name under {@code providers} that the posts belong to; empty for none
 * @param endpoint another address than the region's own, or null
 * @param accessKeyId with {@code secretAccessKey}; empty for the default chain (role, environment, profile)
 * @param pollers receives under way at once, each for ten messages
 * @param longPoll how long an empty queue keeps a receive waiting
 * @param visibility how long received messages are hidden from others; extended while they wait for the commit
 */
public record QueueConfig(
        String url,
        String region,
        String account,
        @Nullable URI endpoint,
        String accessKeyId,
        Secret secretAccessKey,
        int pollers,
        Duration longPoll,
        Duration visibility) {

    private static final int MAX_POLLERS = 16;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    static QueueConfig from(Section section) {
        QueueConfig config = new QueueConfig(
                section.requiredText("url"),
                section.text("region", "us-east-1"),
                section.text("account", ""),
                SesPosts.url(section, "endpoint"),
                section.text("accessKeyId", ""),
                section.secret("secretAccessKey", ""),
                section.integer("pollers", 2, 1, MAX_POLLERS),
                section.duration("longPoll", LONGEST_WAIT, Duration.ofSeconds(1), LONGEST_WAIT),
                section.duration("visibility", Duration.ofSeconds(60), Duration.ofSeconds(2), Duration.ofHours(1)));
        if (!config.url.isEmpty() && !config.url.matches("https?://[^/\\s]+/\\S+")) {
            section.problem("url", "must be the URL of a queue");
        }
        if (!config.region.matches("[a-z]{2,4}(-[a-z]+)+-\\d")) {
            section.problem("region", "must be the name of a region, such as eu-west-1");
        }
        if (config.accessKeyId.isEmpty() != config.secretAccessKey.value().isEmpty()) {
            section.problem("secretAccessKey", "must be given together with accessKeyId, or neither of them");
        }
        section.end();
        return config;
    }

    /** The account of the posts, or null. */
    @Nullable
    String accountOrNull() {
        return account.isEmpty() ? null : account;
    }
}
