package io.emailservice.message;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operator's word that messages must not be sent: for a while, or at all.
 *
 * @param author who wanted it
 * @param endsAt when it ends by itself, or null for when it is lifted
 * @param liftedAt when somebody lifted it, or null
 */
public record Hold(
        UUID id,
        HoldScope scope,
        Action action,
        String reason,
        String author,
        Instant createdAt,
        @Nullable Instant endsAt,
        @Nullable Instant liftedAt,
        @Nullable String liftedBy) {
    /** The code of the failure that a message which a hold cancelled is kept with. */
    public static final String CANCELLED = "cancelled_by_hold";

    /** What becomes of the messages. */
    public enum Action {
        /** They wait, and go on when the hold is over. */
        HOLD,
        /** They end, each when its turn to be sent would have come. */
        CANCEL;

        public static final Map<String, Action> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Action::wire, Function.identity()));

        /** The name in requests, answers and the store. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean inForce(Instant now) {
        return liftedAt == null && (endsAt == null || endsAt.isAfter(now));
    }

    public boolean cancels() {
        return action == Action.CANCEL;
    }

    /** Why a message waits, as its job and its caller read it. */
    public String said() {
        return "held: " + reason;
    }

    /** What a cancelled message is kept with. The text begins with {@link #mark}. */
    public Failure cancelled() {
        return new Failure(FailureClass.SENDER_CONFIG, CANCELLED, mark(id) + reason);
    }

    /** How the failure text of a message begins that the hold with this id cancelled. */
    public static String mark(UUID id) {
        return "hold " + id + ": ";
    }
}
