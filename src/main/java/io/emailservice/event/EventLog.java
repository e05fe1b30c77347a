package io.emailservice.event;

import io.vertx.core.Future;
import java.util.List;

/**
 * The outbox as its readers need it. A position is whatever the log says it is; a reader only hands it back.
 *
 * @param <P> a position in the log; equal positions are the same place
 */
public interface EventLog<P> {
    /** The committed events behind a position, in an order that keeps each message's sequence, up to the log's page size. */
    Future<Page<P>> after(P position);

    /** Behind all that is committed now. */
    Future<P> end();

    /** An event and where reading goes on after it. */
    record Entry<P>(P position, PublishedEvent event) {}

    /**
     * Events in order.
     *
     * @param end the position of the last one; the position asked for if there are none
     * @param full whether more may follow at once
     */
    record Page<P>(List<Entry<P>> entries, P end, boolean full) {
        public Page {
            entries = List.copyOf(entries);
        }
    }
}
