package io.emailservice.service;

import io.emailservice.api.EventSource;
import io.emailservice.api.HttpProblem;
import io.emailservice.event.EventLog;
import io.emailservice.store.Cursor;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The event log with positions as texts: the 24 bytes of a cursor in base64. */
record PositionedEvents(EventLog<Cursor> log) implements EventSource {
    private static final int BYTES = 24;

    @Override
    public Future<Slice> after(@Nullable String position) {
        @Nullable Cursor cursor = position == null ? Cursor.START : cursor(position);
        return cursor == null
                ? Future.failedFuture(HttpProblem.of(400, "this isn't a position in the event log"))
                : log.after(cursor).map(PositionedEvents::slice);
    }

    @Override
    public Future<String> end() {
        return log.end().map(PositionedEvents::text);
    }

    private static Slice slice(EventLog.Page<Cursor> page) {
        return new Slice(
                page.entries().stream()
                        .map(entry -> new Item(text(entry.position()), entry.event()))
                        .toList(),
                text(page.end()),
                page.full());
    }

    static String text(Cursor cursor) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(cursor.position())
                .putLong(cursor.id().getMostSignificantBits())
                .putLong(cursor.id().getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    static @Nullable Cursor cursor(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            ByteBuffer read = ByteBuffer.wrap(bytes);
            return bytes.length == BYTES && bytes[0] >= 0
                    ? new Cursor(read.getLong(), new UUID(read.getLong(), read.getLong()))
                    : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
