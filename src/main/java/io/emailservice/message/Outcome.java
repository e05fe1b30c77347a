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

    /** Turns each case into something: the compiler checks that none is forgotten. */
    <R> R match(Cases<R> cases);

    /** One function per case. */
    interface Cases<R> {
        R accepted(Accepted outcome);

        R deferred(Deferred outcome);

        R rejected(Rejected outcome);

        R throttled(Throttled outcome);

        R unknown(Unknown outcome);

        R notTried(NotTried outcome);
    }

    /** The provider took responsibility. The id is in the form its feedback uses (Mailgun: without angle brackets). */
    record Accepted(String providerMessageId) implements Outcome {
        @Override
        public String name() {
            return "accepted";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.accepted(this);
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

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.deferred(this);
        }
    }

    /** Not taken, and it won't be. */
    record Rejected(Failure failure) implements Outcome {
        @Override
        public String name() {
            return "rejected";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.rejected(this);
        }
    }

    /** Too fast. {@code retryAfter} is the provider's own wish, or null if it named none. */
    record Throttled(@Nullable Duration retryAfter, Failure failure) implements Outcome {
        @Override
        public String name() {
            return "throttled";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.throttled(this);
        }
    }

    /** The provider may have taken it: a timeout, reset or 5xx after the request left. */
    record Unknown(Failure failure) implements Outcome {
        @Override
        public String name() {
            return "unknown";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unknown(this);
        }
    }

    /** The provider was not called at all (breaker open, shutting down): no attempt was made. */
    record NotTried(Duration retryAfter, Failure failure) implements Outcome {
        @Override
        public String name() {
            return "not_tried";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.notTried(this);
        }
    }
}
