package io.emailservice.store;

import io.vertx.core.Future;
import java.util.List;

/**
 * The append-only log of events: timeline, audit trail and outbox in one.
 *
 * <p>The order is that of transactions, and an event is shown only when every transaction before its own has ended: a
 * reader that keeps its cursor sees every event, whatever order commits take.
 */
public interface EventLog {
    /**
     * The events behind a cursor, oldest first.
     *
     * @param limit at least 1, at most 10,000
     */
    Future<List<LoggedEvent>> after(Cursor cursor, int limit);

    /** Writes an event that concerns no message. */
    Future<Void> append(ProviderEvent event);
}
