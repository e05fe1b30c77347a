package io.emailservice.store;

import io.emailservice.message.Failure;
import io.emailservice.message.MessageState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a message stands by all of its feedback. Unlike a single feedback it may put a state back. Pure.
 *
 * @param decided what decided it, or null if no feedback did
 * @param evidence the feedback that decided it now, or null if the state stands as it is or none is left
 */
record Verdict(
        MessageState state,
        @Nullable Decided decided,
        @Nullable Failure failure,
        @Nullable Told evidence) {
    /**
     * @param told all that counts
     * @param sentByUs whether the provider's own answer said that it took the message
     */
    static Verdict of(KnownMessage message, List<Told> told, boolean sentByUs) {
        if (!MessageChange.movable(message)) {
            return standing(message);
        }
        Told strongest = MessageChange.strongest(message, null, told);
        if (strongest != null) {
            return new Verdict(
                    strongest.feedback().kind().target().orElseThrow(),
                    Decided.of(strongest),
                    MessageChange.failure(strongest.feedback()),
                    strongest);
        }
        if (message.decided() == null) {
            return standing(message);
        }
        // Only feedback had spoken, and it is gone: we know what the provider's answer said, or nothing.
        return new Verdict(sentByUs ? MessageState.SENT : MessageState.UNCERTAIN, null, null, null);
    }

    private static Verdict standing(KnownMessage message) {
        return new Verdict(message.state(), message.decided(), null, null);
    }

    boolean moves(KnownMessage message) {
        return state != message.state();
    }

    /** Whether anything of it is to be written. */
    boolean differs(KnownMessage message, Reading reading) {
        Told deciding = evidence;
        return moves(message)
                || !Objects.equals(decided, message.decided())
                || (deciding != null
                        && reading.changed().stream()
                                .anyMatch(change -> change.after().key().equals(deciding.key())));
    }
}
