package io.emailservice.store;

import io.emailservice.message.Feedback;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells humans from machines. */
@FunctionalInterface
public interface Labeller {
    /**
     * Judges one engagement.
     *
     * @param sentAt when the message was handed to the provider, or null if unknown
     */
    Label label(Feedback feedback, @Nullable Instant sentAt);

    /**
     * The judgement.
     *
     * @param who {@code human}, {@code machine} or {@code unknown}
     * @param signals what decided
     */
    record Label(String who, List<String> signals) {}
}
