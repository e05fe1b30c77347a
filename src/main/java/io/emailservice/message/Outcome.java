package io.emailservice.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one attempt came to. A domain value: a failed future instead means that we broke. */
public sealed interface Outcome {
    /** Name in metrics, events and the store. */
    String name();

    /** The failure, or null if the provider took the message. */
    @Nullable
    Failure failure();

    /** The provider took responsibility. The id is in the form its feedback uses (Mailgun: without angle brackets). */
    record Accepted(String providerMessageId) implements Outcome {
        @Override
        public String name() {
            return "accepted";
        }

        @Override
        public @Nullable Failure failure() {
            return null;
        }
    }

    /** Not taken, for a reason that may pass; certain that nothing was sent. */
    record Deferred(Failure failure) implements Outcome {
        @Override
        public String name() {
            return "deferred";
        }
    }

    /** Not taken, and it won't be. */
    record Rejected(Failure failure) implements Outcome {
        @Override
        public String name() {
            return "rejected";
        }
    }

    /** Too fast. {@code retryAfter} is the provider's own wish, or null if it named none. */
    record Throttled(@Nullable Duration retryAfter, Failure failure) implements Outcome {
        @Override
        public String name() {
            return "throttled";
        }
    }

    /** The provider may have taken it: a timeout, reset or 5xx after the request left. */
    record Unknown(Failure failure) implements Outcome {
        @Override
        public String name() {
            return "unknown";
        }
    }

    /** The provider was not called at all (breaker open, shutting down): no attempt was made. */
    record NotTried(Duration retryAfter, Failure failure) implements Outcome {
        @Override
        public String name() {
            return "not_tried";
        }
    }
}
