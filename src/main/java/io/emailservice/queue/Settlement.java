package io.emailservice.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of a claimed job. */
public sealed interface Settlement {
    /** The cases by name, for metrics and for the wire. */
    enum Kind {
        COMPLETE,
        FAIL,
        RETRY,
        DELAY,
        RELEASE,
        LIMIT,
        AWAIT_CHILDREN
    }

    /**
     * What BullMQ's worker does with an error: try again by the job's own backoff while attempts are left, else give the
     * job up.
     */
    static Settlement failed(Job job, String reason) {
        return job.isLastAttempt() ? new Fail(reason) : new Retry(reason, null);
    }

    Kind kind();

    /** The return value or the reason; empty if there is none. */
    default String text() {
        return "";
    }

    /** How long the job rests before it is ready again; null if the case has no delay of its own. */
    default @Nullable Duration delay() {
        return null;
    }

    /**
     * The job is done.
     *
     * @param returnValueJson JSON text, for example {@code null}; readers of the queue decode it, so a text that isn't
     *     JSON is stored as a JSON string
     */
    record Complete(String returnValueJson) implements Settlement {
        @Override
        public Kind kind() {
            return Kind.COMPLETE;
        }

        @Override
        public String text() {
            return returnValueJson;
        }
    }

    /** The job is given up, whatever attempts its options leave. */
    record Fail(String reason) implements Settlement {
        @Override
        public Kind kind() {
            return Kind.FAIL;
        }

        @Override
        public String text() {
            return reason;
        }
    }

    /**
     * This attempt failed and counts; the job will be claimed again, even beyond its own number of attempts: giving up
     * takes a {@link Fail}.
     *
     * @param delay null for the job's own backoff; without a delay the job goes to the end of the queue
     */
    record Retry(String reason, @Nullable Duration delay) implements Settlement {
        @Override
        public Kind kind() {
            return Kind.RETRY;
        }

        @Override
        public String text() {
            return reason;
        }
    }

    /**
     * Not now: the job rests and no attempt is counted.
     *
     * @param reason kept in the job; empty leaves the job's reason as it is
     */
    record Delay(Duration delay, String reason) implements Settlement {
        @Override
        public Kind kind() {
            return Kind.DELAY;
        }

        @Override
        public String text() {
            return reason;
        }
    }

    /** The job goes back to the front of the queue as if it had not been claimed; no attempt is counted. */
    record Release() implements Settlement {
        @Override
        public Kind kind() {
            return Kind.RELEASE;
        }
    }

    /**
     * Whoever the queue serves takes no more for now: the job goes back to the front, no attempt is counted, this worker
     * claims nothing of the queue for that long, and neither does any other worker that keeps a rate limit: BullMQ's
     * {@code rateLimit()} and {@code RateLimitError}.
     */
    record Limit(Duration duration) implements Settlement {
        @Override
        public Kind kind() {
            return Kind.LIMIT;
        }

        @Override
        public Duration delay() {
            return duration;
        }
    }

    /**
     * The job rests until its children have finished, and no attempt is counted: BullMQ's {@code moveToWaitingChildren}.
     * If no child is pending it is handed to the handler again at once; if one has failed that fails its parent, the job
     * fails.
     */
    record AwaitChildren() implements Settlement {
        @Override
        public Kind kind() {
            return Kind.AWAIT_CHILDREN;
        }
    }
}
