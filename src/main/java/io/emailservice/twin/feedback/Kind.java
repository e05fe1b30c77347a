package io.emailservice.twin.feedback;

import java.util.ArrayList;
import java.util.List;

/** What can happen to a message at one recipient, in the order of life. */
public enum Kind {
    SENT(0, "sent"),
    DEFERRED(1, "deferred"),
    REJECTED(2, "rejected"),
    BOUNCED_SOFT(3, "bounced-soft"),
    DELIVERED(4, "delivered"),
    BOUNCED_HARD(5, "bounced-hard"),
    OPENED(6, "opened"),
    CLICKED(7, "clicked"),
    UNSUBSCRIBED(8, "unsubscribed"),
    COMPLAINED(9, "complained");

    private final int number;
    private final String label;

    Kind(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** Its name in the truth. */
    public String label() {
        return label;
    }

    int number() {
        return number;
    }

    int bit() {
        return 1 << number;
    }

    /** The kinds whose bits are set. */
    static List<Kind> of(int bits) {
        List<Kind> kinds = new ArrayList<>();
        for (Kind kind : values()) {
            if ((bits & kind.bit()) != 0) {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
