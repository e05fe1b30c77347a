package io.emailservice.service;

import io.emailservice.event.EventLog;
import io.emailservice.event.PublishedEvent;
import io.emailservice.store.Cursor;
import io.emailservice.store.LoggedEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The store's event log as the relay reads it: rows become events in their public form. */
final class StoredEvents implements EventLog<Cursor> {
    /** Events without a message belong to the operator. */
    private static final String NO_TENANT = "system";

    private final io.emailservice.store.EventLog log;

    StoredEvents(io.emailservice.store.EventLog log) {
        this.log = log;
    }

    @Override
    public Future<Cursor> position(String relay) {
        return log.cursor(relay);
    }

    @Override
    public Future<Page<Cursor>> after(Cursor position, int limit) {
        return log.after(position, limit).map(rows -> page(position, rows));
    }

    @Override
    public Future<Void> advance(String relay, Cursor position) {
        return log.advance(relay, position);
    }

    private static Page<Cursor> page(Cursor from, List<LoggedEvent> rows) {
        Cursor end = rows.isEmpty() ? from : rows.get(rows.size() - 1).position();
        return new Page<>(rows.stream().map(StoredEvents::published).toList(), end);
    }

    private static PublishedEvent published(LoggedEvent row) {
        LoggedEvent.About message = row.message();
        return new PublishedEvent(
                row.id(),
                row.type(),
                message == null ? NO_TENANT : message.tenant(),
                row.subject(),
                row.sequence(),
                row.at(),
                message == null ? new JsonObject(row.data()) : data(row, message));
    }

    /** The static part first; what the event itself says wins. */
    private static JsonObject data(LoggedEvent row, LoggedEvent.About message) {
        return new JsonObject()
                .put("messageId", message.id().toString())
                .put("tenant", message.tenant())
                .put("stream", message.stream())
                .put("recipient", message.recipient())
                .put("provider", message.provider())
                .put("providerMessageId", message.providerMessageId())
                .put("campaign", message.campaign())
                .put("tags", new JsonArray(message.tags()))
                .put("metadata", new JsonObject(message.metadata()))
                .mergeIn(new JsonObject(row.data()));
    }
}
