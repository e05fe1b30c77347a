package io.emailservice.twin.feedback;

import io.emailservice.twin.ledger.Acceptance;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Somebody who wants to know what happened to messages, and how a provider tells it. */
public interface Target {
    /** Whether it is told of this message at all. */
    boolean takes(Acceptance acceptance);

    /**
     * Tries to tell it.
     *
     * @param accepted to be run later if the verdict is {@link Verdict#LAID_OUT}
     */
    Future<Verdict> post(Happening happening, Runnable accepted);

    /** Whether a try that has ended is all there is to wait for. */
    boolean tellsAtOnce();

    /** The pauses before the tries after the first; when they are used up, the post is given up. */
    List<Duration> pauses();
}
