package io.emailservice.service;

import io.emailservice.message.EngagementLabel;
import io.emailservice.message.Feedback;
import io.emailservice.store.Labeller;
import io.emailservice.tracking.Trace;
import io.emailservice.tracking.Visitor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who engaged. The time since the hand-over stands for that since the delivery, which may be told later: it is longer, and
 * the label must not depend on the order in which feedback comes.
 */
final class Labels implements Labeller {
    @Override
    public EngagementLabel label(Feedback feedback, @Nullable Instant sentAt) {
        return Visitor.label(Trace.of(feedback, sentAt, 1));
    }
}
