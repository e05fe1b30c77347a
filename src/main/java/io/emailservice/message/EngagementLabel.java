package io.emailservice.message;

import java.util.List;
import java.util.Locale;

/**
 * Who is behind an open, a click or an unsubscribe, as far as one can tell. Nothing is dropped for its label.
 *
 * @param signals short names of what decided, the most telling first, for example {@code apple_prefetch}
 */
public record EngagementLabel(Who who, List<String> signals) {
    /** Whom we hold for the visitor. */
    public enum Who {
        HUMAN,
        /** A prefetch, a link scanner or a tool; the recipient may not have seen the message at all. */
        MACHINE,
        /** The signals don't tell, or contradict each other. */
        UNKNOWN;

        private final String wire = name().toLowerCase(Locale.ROOT);

        /** The name in events and in the store. */
        public String wire() {
            return wire;
        }
    }

    public EngagementLabel {
        signals = List.copyOf(signals);
    }
}
