package io.emailservice.twin.feedback;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * What becomes of messages and of the posts about it.
 *
 * @param minDelay from one thing to the next, at least
 * @param maxDelay and at most
 * @param speedup by how much the pauses before retries are shorter than the provider's own
 * @param seed added to the twin's: another one gives messages other fates
 */
public record FeedbackScript(
        Rates rates, Accidents accidents, Duration minDelay, Duration maxDelay, double speedup, int seed) {
    public static final FeedbackScript DEFAULTS =
            new FeedbackScript(Rates.DEFAULTS, Accidents.NONE, Duration.ofMillis(50), Duration.ofMillis(500), 1, 0);

    private static final Duration LONGEST_DELAY = Duration.ofDays(3);
    private static final double HIGHEST_SPEEDUP = 1e6;

    static FeedbackScript from(Section section) {
        Section delay = section.section("delay");
        FeedbackScript script = new FeedbackScript(
                Rates.from(section.section("rates")),
                Accidents.from(section.section("accidents")),
                delay.duration("min", DEFAULTS.minDelay, Duration.ZERO, LONGEST_DELAY),
                delay.duration("max", DEFAULTS.maxDelay, Duration.ZERO, LONGEST_DELAY),
                section.number("speedup", DEFAULTS.speedup, 1, HIGHEST_SPEEDUP),
                section.integer("seed", DEFAULTS.seed, 0, Integer.MAX_VALUE));
        delay.end();
        if (script.minDelay.compareTo(script.maxDelay) > 0) {
            delay.problem("max", "must not be below min");
        }
        return script;
    }

    /** A pause before a retry, as short as this script makes it. */
    Duration hurried(Duration pause) {
        return Duration.ofMillis(Math.max(1, Math.round(pause.toMillis() / speedup)));
    }
}
