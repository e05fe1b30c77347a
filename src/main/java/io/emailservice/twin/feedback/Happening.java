package io.emailservice.twin.feedback;

import io.emailservice.twin.ledger.Acceptance;
import java.time.Instant;
import java.util.List;

/**
 * Something that happened to a message at one recipient.
 *
 * @param entry the entry of the recipient in the record
 * @param late a bounce that came after the delivery
 * @param at when it happened, which may be long before somebody hears of it
 * @param chance a number of its own, for what may be one way or another
 */
public record Happening(
        Acceptance acceptance,
        Letter letter,
        String recipient,
        int entry,
        Kind kind,
        boolean late,
        Instant at,
        int chance) {

    /** A number of this happening alone. */
    public long number() {
        return ((long) entry << 8) | (late ? 0x80 : 0) | kind.number();
    }

    /** One of several ways. */
    public <T> T oneOf(List<T> ways) {
        return ways.get(Math.floorMod(chance, ways.size()));
    }
}
