package io.emailservice.store;

import io.emailservice.message.EngagementLabel;
import io.emailservice.message.Feedback;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells humans from machines. */
@FunctionalInterface
public interface Labeller {
    /**
     * Judges one engagement.
     *
     * @param sentAt when the message was handed to the provider, or null if unknown
     */
    EngagementLabel label(Feedback feedback, @Nullable Instant sentAt);
}
