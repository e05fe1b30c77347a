package io.emailservice.provider;

import io.emailservice.message.Diagnosis.Bounce;
import io.emailservice.message.FailureClass;

/**
 * What a rule says of a refusal.
 *
 * @param reason our name of the reason, for example {@code mailbox_full}
 */
public record BounceVerdict(Bounce bounce, FailureClass fault, String reason) {
    /** Nothing is known: nobody's fault, and perhaps it works another time. */
    public static final BounceVerdict UNCLEAR = new BounceVerdict(Bounce.SOFT, FailureClass.UNKNOWN, "unclear");

    /** The provider says that the address is dead, and nothing in the evidence says otherwise. */
    public static final BounceVerdict DEAD_ADDRESS =
            new BounceVerdict(Bounce.HARD, FailureClass.RECIPIENT, "permanent");
}
