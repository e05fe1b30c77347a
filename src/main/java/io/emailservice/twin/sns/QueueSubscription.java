package io.emailservice.twin.sns;

import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.feedback.Target;
import io.emailservice.twin.feedback.Verdict;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.sqs.SqsQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** A queue of the same owner, which needs no confirmation. It has a message when its reader has deleted it. */
record QueueSubscription(Publication publication, SqsQueue queue) implements Target {
    private static final List<Duration> PAUSES = Collections.nCopies(100, Duration.ofSeconds(20));

    @Override
    public boolean takes(Acceptance acceptance) {
        return acceptance.source() == Source.SES;
    }

    @Override
    public Future<Verdict> post(Happening happening, Runnable accepted) {
        return publication
                .notification(happening)
                .map(body -> queue.offer(body, accepted) ? Verdict.LAID_OUT : Verdict.FAILED);
    }

    @Override
    public boolean tellsAtOnce() {
        return false;
    }

    @Override
    public List<Duration> pauses() {
        return PAUSES;
    }
}
