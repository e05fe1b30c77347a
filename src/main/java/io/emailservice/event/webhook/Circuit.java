package io.emailservice.event.webhook;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps an endpoint that fails from being tried with every event: after some failures in a row it rests, longer each
 * time, and the next post after the rest decides. For one event loop.
 */
final class Circuit {
    private static final int FAILURES = 5;
    private static final Duration FIRST_REST = Duration.ofSeconds(10);
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    private int failures;
    private boolean worked;
    private Duration rest = FIRST_REST;
    private Instant until = Instant.MIN;

    boolean lets(Instant now) {
        return !now.isBefore(until);
    }

    /** When it may be tried again. */
    Instant until() {
        return until;
    }

    /** True if that is news: it was failing, or nothing was known of it. */
    boolean works() {
        boolean news = failures > 0 || !worked;
        worked = true;
        failures = 0;
        rest = FIRST_REST;
        until = Instant.MIN;
        return news;
    }

    /** True if it is the first failure after a success, so that whatever failed long ago doesn't count. */
    boolean fails(Instant now) {
        failures++;
        if (failures >= FAILURES && lets(now)) {
            until = now.plus(rest);
            rest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
        }
        return worked && failures == 1;
    }
}
