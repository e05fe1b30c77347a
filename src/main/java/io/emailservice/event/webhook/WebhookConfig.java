package io.emailservice.event.webhook;

import io.emailservice.config.Section;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code events.webhooks}.
 *
 * @param reach which addresses may be used
 * @param perTenant endpoints a tenant may have
 * @param concurrency posts under way at once on this node
 * @param deadline for one post, its answer included
 * @param attempts before an event becomes a dead letter
 * @param firstDelay after the first failed attempt; triples
 * @param maxDelay longest wait between two attempts
 * @param giveUp after which an endpoint that always fails is disabled
 * @param rotation how long the secret before the last rotation still signs
 */
public record WebhookConfig(
        Reach reach,
        int perTenant,
        int concurrency,
        Duration deadline,
        int attempts,
        Duration firstDelay,
        Duration maxDelay,
        Duration giveUp,
        Duration rotation) {
    private static final int GROWTH = 3;
    private static final double JITTER = 0.2;

    public static WebhookConfig from(Section section) {
        WebhookConfig config = new WebhookConfig(
                Reach.from(section.section("reach")),
                section.integer("perTenant", 20, 0, 1_000),
                section.integer("concurrency", 64, 1, 1_000),
                section.duration("deadline", Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofMinutes(2)),
                section.integer("attempts", 12, 1, 50),
                section.duration("firstDelay", Duration.ofSeconds(5), Duration.ofMillis(10), Duration.ofHours(1)),
                section.duration("maxDelay", Duration.ofHours(8), Duration.ofMillis(10), Duration.ofDays(2)),
                section.duration("giveUp", Duration.ofDays(3), Duration.ofMinutes(1), Duration.ofDays(60)),
                section.duration("rotation", Duration.ofDays(1), Duration.ZERO, Duration.ofDays(30)));
        section.end();
        return config;
    }

    /**
     * When to try again after a number of failed attempts; null for never.
     *
     * @param random from 0 to 1; spreads what failed together by a fifth either way
     */
    @Nullable
    Instant next(int failed, Instant now, double random) {
        if (failed >= attempts) {
            return null;
        }
        double delay = Math.min((double) maxDelay.toMillis(), firstDelay.toMillis() * Math.pow(GROWTH, failed - 1.0));
        return now.plusMillis(Math.round(delay * (1 - JITTER + 2 * JITTER * random)));
    }
}
