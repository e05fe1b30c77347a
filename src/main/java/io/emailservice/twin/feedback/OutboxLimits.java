package io.emailservice.twin.feedback;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * Bounds of the posts.
 *
 * @param posts planned at a time; more are dropped and counted
 * @param inFlight under way at a time
 * @param timeout of one post
 */
public record OutboxLimits(int posts, int inFlight, Duration timeout) {
    public static final OutboxLimits DEFAULTS = new OutboxLimits(500_000, 64, Duration.ofSeconds(15));

    static OutboxLimits from(Section section) {
        OutboxLimits limits = new OutboxLimits(
                section.integer("posts", DEFAULTS.posts, 1, 2_000_000),
                section.integer("inFlight", DEFAULTS.inFlight, 1, 1_000),
                section.duration("timeout", DEFAULTS.timeout, Duration.ofMillis(10), Duration.ofMinutes(1)));
        section.end();
        return limits;
    }
}
