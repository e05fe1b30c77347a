package io.emailservice.event;

import io.vertx.core.Future;
import java.util.List;

/**
 * The outbox as the relay needs it. A position is whatever the log says it is; the relay only hands it back.
 *
 * @param <P> a position in the log
 */
public interface EventLog<P> {
    /** The last position that a relay of this name has published, or the start of the log. */
    Future<P> position(String relay);

    /** Up to {@code limit} committed events behind a position, in an order that keeps each message's sequence. */
    Future<Page<P>> after(P position, int limit);

    /** Remembers that everything up to a position is published. */
    Future<Void> advance(String relay, P position);

    /**
     * Events in order.
     *
     * @param end the position of the last one; the position asked for if there are none
     */
    record Page<P>(List<PublishedEvent> events, P end) {
        public Page {
            events = List.copyOf(events);
        }
    }
}
