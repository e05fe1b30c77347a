package io.emailservice.store;

import java.util.UUID;

/**
 * A position in the event log: everything up to and including it has been read.
 *
 * @param tx transaction that wrote the event
 * @param id the event's own id, which orders the events of one transaction
 */
public record Cursor(long tx, UUID id) {
    /** Before the first event. */
    public static final Cursor START = new Cursor(0, new UUID(0, 0));
}
