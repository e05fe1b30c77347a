package io.emailservice.twin.feedback;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.ledger.Entry;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.wire.Json;
import java.util.List;

/**
 * What really became of every message: what was planned, what was lost on the way, and what its receiver took. Three
 * bits for every kind beside every entry of the record.
 */
public final class Truth {
    private static final int LOST_SHIFT = 10;
    private static final int ACCEPTED_SHIFT = 20;
    private static final int KINDS = (1 << LOST_SHIFT) - 1;

    private final Ledger ledger;

    Truth(Ledger ledger) {
        this.ledger = ledger;
    }

    void planned(int entry, Kind kind, boolean lost) {
        ledger.mark(entry, kind.bit() | (lost ? kind.bit() << LOST_SHIFT : 0));
    }

    void accepted(int entry, Kind kind) {
        ledger.mark(entry, kind.bit() << ACCEPTED_SHIFT);
    }

    /** The truth of one recipient of one acceptance. */
    public ObjectNode of(int number) {
        Entry entry = ledger.entry(number);
        int marks = ledger.marks(number);
        int accepted = (marks >>> ACCEPTED_SHIFT) & KINDS;
        ObjectNode truth = Json.object()
                .put("entry", number)
                .put("id", entry.acceptance().messageId())
                .put("provider", entry.acceptance().source().label())
                .put("providerMessageId", entry.acceptance().providerId())
                .put("recipient", entry.recipient())
                .put("at", entry.acceptance().at().toString())
                .put("answered", entry.acceptance().answered())
                .put("state", state(Kind.of(accepted)))
                .put("fate", state(Kind.of(marks & KINDS)));
        labels(truth.putArray("planned"), marks & KINDS);
        labels(truth.putArray("lost"), (marks >>> LOST_SHIFT) & KINDS);
        labels(truth.putArray("accepted"), accepted);
        return truth;
    }

    /** The state that follows from feedback in whatever order it came. */
    static String state(List<Kind> kinds) {
        if (kinds.contains(Kind.BOUNCED_HARD) || kinds.contains(Kind.BOUNCED_SOFT)) {
            return "bounced";
        }
        if (kinds.contains(Kind.REJECTED)) {
            return "rejected";
        }
        return kinds.contains(Kind.DELIVERED) ? "delivered" : "sent";
    }

    private static void labels(ArrayNode list, int bits) {
        Kind.of(bits).forEach(kind -> list.add(kind.label()));
    }
}
