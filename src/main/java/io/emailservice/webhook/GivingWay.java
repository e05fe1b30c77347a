package io.emailservice.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides when reading posts waits because many are being stored: a provider waits for its answer, nobody for the reading.
 * It has a limit, from which on reading takes its share until it has caught up. Used by one thread.
 */
final class GivingWay {
    /** So many at once come only from senders that are kept waiting. */
    private static final int MANY = 16;

    private final Duration longest;
    private final Clock clock;
    private @Nullable Instant since;

    /** @param longest at a stretch; zero for never */
    GivingWay(Duration longest, Clock clock) {
        this.longest = longest;
        this.clock = clock;
    }

    /** @param storing posts that are stored with one commit these days */
    boolean now(int storing) {
        if (storing < MANY) {
            return false;
        }
        Instant now = clock.instant();
        if (since == null) {
            since = now;
        }
        return now.isBefore(since.plus(longest));
    }

    /** Nothing is left to read, so that the next stretch may begin. */
    void caughtUp() {
        since = null;
    }
}
