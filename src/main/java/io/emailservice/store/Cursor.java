package io.emailservice.store;

import java.util.UUID;

/**
 * How far a reader is in the event log or in the posts: everything up to and including it has been read.
 *
 * @param position of the event in the log; of a post, the number of the transaction that stored it
 * @param id the event's or post's own id, which orders those of one transaction
 */
public record Cursor(long position, UUID id) {
    /** Before the first event. */
    public static final Cursor START = new Cursor(0, new UUID(0, 0));
}
