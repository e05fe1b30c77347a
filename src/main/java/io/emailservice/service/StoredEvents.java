package io.emailservice.service;

import io.emailservice.event.EventLog;
import io.emailservice.event.PublishedEvent;
import io.emailservice.store.Cursor;
import io.emailservice.store.EventReaders;
import io.emailservice.store.LoggedEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The store's event log as its readers see it: rows become events in their public form. */
final class StoredEvents implements EventLog<Cursor> {
    /** Of events that neither have a message nor name a tenant: they are the operator's. */
    private static final String NO_TENANT = "system";

    private final io.emailservice.store.EventLog log;
    private final EventReaders readers;
    private final int batch;

    StoredEvents(io.emailservice.store.EventLog log, EventReaders readers, int batch) {
        this.log = log;
        this.readers = readers;
        this.batch = batch;
    }

    @Override
    public Future<Page<Cursor>> after(Cursor position) {
        return log.after(position, batch).map(rows -> page(position, rows));
    }

    @Override
    public Future<Cursor> end() {
        return readers.end();
    }

    private Page<Cursor> page(Cursor from, List<LoggedEvent> rows) {
        Cursor end = rows.isEmpty() ? from : rows.get(rows.size() - 1).position();
        List<Entry<Cursor>> entries = rows.stream()
                .map(row -> new Entry<>(row.position(), published(row)))
                .toList();
        return new Page<>(entries, end, rows.size() == batch);
    }

    private static PublishedEvent published(LoggedEvent row) {
        LoggedEvent.About message = row.message();
        JsonObject said = new JsonObject(row.data());
        String tenant = said.getValue("tenant") instanceof String named ? named : NO_TENANT;
        return new PublishedEvent(
                row.id(),
                row.type(),
                message == null ? tenant : message.tenant(),
                row.subject(),
                row.sequence(),
                row.at(),
                message == null ? said : data(message, said));
    }

    /** The static part first; what the event itself says wins. */
    private static JsonObject data(LoggedEvent.About message, JsonObject said) {
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
                .mergeIn(said);
    }
}
