package io.emailservice.delivery;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.Transition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What somebody says about a message, as a change of it. Pure. */
public final class ByHand {
    private ByHand() {}

    /**
     * The provider took it.
     *
     * @param providerMessageId if it is known, in the form that feedback uses
     */
    public static Transition sent(
            StoredMessage uncertain, @Nullable String providerMessageId, String author, String reason) {
        return transition(uncertain, Step.sent(providerMessageId).settled(Settled.operator(author, reason)));
    }

    /** The provider doesn't have it: it is sent again. */
    public static Transition notSent(StoredMessage uncertain, String author, String reason) {
        Failure failure = new Failure(FailureClass.UNKNOWN, "not_sent", "an operator says that it was not sent");
        Step again = Step.again(failure, Duration.ZERO, false);
        return transition(uncertain, again.settled(Settled.operator(author, reason)));
    }

    /** It waits, and shall not be sent. The attempt in it is the fence: whoever opens one first, wins. */
    public static Transition cancelled(StoredMessage waiting, String author, String reason) {
        Failure failure = new Failure(FailureClass.SENDER_CONFIG, "cancelled_by_caller", author + ": " + reason);
        return Transitions.of(waiting, Step.cancelled(failure));
    }

    private static Transition transition(StoredMessage uncertain, Step step) {
        if (uncertain.state() != MessageState.UNCERTAIN) {
            throw new IllegalArgumentException("only what is uncertain can be settled by hand");
        }
        return Transitions.of(uncertain, step);
    }
}
