package io.emailservice.message;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a provider says about one message to one recipient, in our words. All texts are bounded and free of
 * control characters.
 *
 * @param provider the provider's kind, for example {@code mailgun}
 * @param account our name of the provider account it came for, or null if the way it came named none
 * @param rawKind the provider's own name of the event, for example {@code Rendering Failure}
 * @param key the same event has the same key however often and by whichever way it comes; another event, or the same
 *     one for another recipient, has another
 * @param eventId the provider's own id of the event, for an operator who asks the provider; null if it gave none. Not
 *     unique: use {@code key}
 * @param messageId our id, or null if it didn't come back
 * @param providerMessageId as {@link Outcome.Accepted} holds it, or null. Unique only together with the recipient
 * @param recipient the address in lower case, or null if the provider named none or several
 * @param time when it happened, by the provider's clock; null if not told
 * @param diagnosis why it was not delivered; null for every kind that is no failure, and where nothing is known
 * @param signals who engaged; {@link Signals#NONE} for all that is no engagement
 */
public record Feedback(
        String provider,
        @Nullable String account,
        FeedbackKind kind,
        String rawKind,
        UUID key,
        @Nullable String eventId,
        @Nullable UUID messageId,
        @Nullable String providerMessageId,
        @Nullable String recipient,
        @Nullable Instant time,
        @Nullable Diagnosis diagnosis,
        Signals signals) {

    public Feedback {
        rawKind = Wording.cut(rawKind, 100);
        eventId = Wording.cutOrNull(eventId, 200);
        providerMessageId = Wording.cutOrNull(providerMessageId, 1_000);
        recipient = Wording.cutOrNull(recipient, 320);
    }

    /** The recipient's address is to blame, for good: the one reason to suppress it. */
    public boolean hardBounce() {
        return kind == FeedbackKind.BOUNCED && diagnosis != null && diagnosis.suppresses();
    }
}
