package io.emailservice.store;

import io.vertx.sqlclient.Row;

/** Reads {@link Post}s from rows. Pure. */
final class PostRows {
    private PostRows() {}

    static Post read(Row row) {
        return new Post(
                row.getUUID("id"),
                row.getString("source"),
                row.getString("account"),
                StoredRows.requiredInstant(row, "received_at"),
                row.getString("content_type"),
                row.getBuffer("body"));
    }
}
