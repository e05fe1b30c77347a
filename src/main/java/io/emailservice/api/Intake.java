package io.emailservice.api;

import io.emailservice.message.Submission;
import io.vertx.core.Future;

/** Takes valid send requests: stores each, then puts it on its queue. Plugged in by {@code service}. */
public interface Intake {
    /**
     * Completes when the request is stored for good; fails with {@link KeyConflict} if its key belongs to another. Any other failed future says that we can't tell: the caller is told to
     * repeat the request with the same key.
     */
    Future<Accepted> accept(Submission submission);
}
