package io.emailservice.store;

import java.time.Instant;

/**
 * How far the messages are that a hold concerns; the parts add up to {@code total}.
 *
 * @param sent a provider took them
 * @param inFlight {@code sending} or {@code uncertain}
 * @param waiting stored and neither sent nor over; they don't move while the hold is in force
 * @param cancelled by this hold
 * @param other over in another way: suppressed, expired, failed, rejected, cancelled
 * @param since messages made before this instant are not counted
 * @param complete all messages that are kept were counted
 */
public record HoldCount(
        long sent, long inFlight, long waiting, long cancelled, long other, Instant since, boolean complete) {
    public long total() {
        return sent + inFlight + waiting + cancelled + other;
    }

    /** Together with those of an earlier day. */
    HoldCount and(HoldCount earlier) {
        return new HoldCount(
                sent + earlier.sent,
                inFlight + earlier.inFlight,
                waiting + earlier.waiting,
                cancelled + earlier.cancelled,
                other + earlier.other,
                earlier.since,
                earlier.complete);
    }
}
