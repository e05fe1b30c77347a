package io.emailservice.delivery;

import io.emailservice.message.MessageState;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What becomes of a job. */
public sealed interface Verdict {
    /** The case in metrics. */
    String kind();

    /**
     * The job is over and went well: its message was sent, or was rightly not sent (suppressed, cancelled, expired).
     *
     * @param duplicate the message belongs to an earlier request with the same idempotency key
     */
    record Done(
            UUID messageId,
            MessageState state,
            @Nullable String provider,
            @Nullable String providerMessageId,
            boolean duplicate)
            implements Verdict {
        @Override
        public String kind() {
            return "done";
        }
    }

    /** The job is over and failed for good; the message is stored with the reason. */
    record Dead(String reason) implements Verdict {
        @Override
        public String kind() {
            return "dead";
        }
    }

    /**
     * Try again after a while.
     *
     * @param counted whether this uses up one of the job's attempts
     */
    record Later(Duration delay, boolean counted, String reason) implements Verdict {
        @Override
        public String kind() {
            return "later";
        }
    }
}
