package io.emailservice.store;

import io.emailservice.message.MessageState;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Which change of state is allowed, as a pure rule and as the SQL that is made from it. */
final class Moves {
    private Moves() {}

    /** Whether a message may go from one state to another. Never to the same, so that a repeated move is refused. */
    static boolean allowed(MessageState from, MessageState to) {
        return switch (from) {
            // Not taken after all, or not even tried: it waits again.
            case SENDING, UNCERTAIN -> to.rank() > from.rank() || to == MessageState.DEFERRED || putBack(from, to);
            // It is out of our hands: only who took it can say more.
            case SENT ->
                to == MessageState.DELIVERED
                        || to == MessageState.BOUNCED
                        || to == MessageState.REJECTED
                        || to == MessageState.FAILED;
            case DELIVERED -> to == MessageState.BOUNCED;
            case SCHEDULED, QUEUED, DEFERRED -> to.rank() > from.rank() && !needsAttempt(to);
            default -> false;
        };
    }

    /** {@link #allowed} over the text columns {@code from} and {@code to}. */
    static String sql(String from, String to) {
        String branches = Arrays.stream(MessageState.values())
                .filter(target -> !sources(target).isEmpty())
                .map(target -> "WHEN '" + target.wire() + "' THEN " + from + " IN (" + sources(target) + ")")
                .collect(Collectors.joining("\n      "));
        return "CASE " + to + "\n      " + branches + "\n      ELSE false END";
    }

    private static boolean putBack(MessageState from, MessageState to) {
        return from == MessageState.SENDING && to == MessageState.QUEUED;
    }

    private static boolean needsAttempt(MessageState to) {
        return to == MessageState.SENDING || to == MessageState.UNCERTAIN || to == MessageState.SENT;
    }

    private static String sources(MessageState target) {
        return Arrays.stream(MessageState.values())
                .filter(from -> allowed(from, target))
                .map(from -> "'" + from.wire() + "'")
                .collect(Collectors.joining(", "));
    }
}
