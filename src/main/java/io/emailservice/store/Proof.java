package io.emailservice.store;

import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Signals;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A provider's own answer that it took a message, which came when the message had gone on without it: kept as feedback
 * is kept, so that it counts for all that is decided later.
 *
 * @param attempt number of the attempt that was answered
 * @param account whose answer it is
 * @param providerMessageId in the form that feedback uses
 */
public record Proof(UUID id, int attempt, String account, String providerMessageId) {
    /** How such feedback is known among that of providers. */
    static final String RAW_KIND = "late answer";

    /** No post brought it. */
    private static final UUID NO_POST = new UUID(0, 0);

    Told told(Instant now) {
        String named = String.join("|", RAW_KIND, id.toString(), Integer.toString(attempt), providerMessageId);
        Feedback feedback = new Feedback(
                account,
                account,
                FeedbackKind.SENT,
                RAW_KIND,
                UUID.nameUUIDFromBytes(named.getBytes(StandardCharsets.UTF_8)),
                "attempt " + attempt,
                id,
                providerMessageId,
                null,
                now,
                null,
                Signals.NONE);
        return new Told(feedback, NO_POST, now.truncatedTo(ChronoUnit.MICROS));
    }
}
