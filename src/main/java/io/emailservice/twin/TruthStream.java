package io.emailservice.twin;

import io.emailservice.twin.feedback.Truth;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.wire.Query;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * {@code GET /twin/truth}: a line of JSON for every recipient of every acceptance, in the order of their acceptance.
 * Written in pieces, as fast as the client reads.
 */
final class TruthStream {
    private static final String PATH = "/twin/truth";
    private static final int LINES = 200;

    private final Ledger ledger;
    private final Truth truth;

    TruthStream(Ledger ledger, Truth truth) {
        this.ledger = ledger;
        this.truth = truth;
    }

    boolean takes(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) && request.path().equals(PATH);
    }

    /** Starts at entry {@code from}, and writes at most {@code limit} lines. */
    void answer(HttpServerRequest request) {
        Query query = Query.of(request.query());
        int from = query.number("from", 0, 0, Integer.MAX_VALUE);
        int limit = query.number("limit", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        int first = Math.max(from, ledger.firstEntry());
        HttpServerResponse response = request.response();
        response.setChunked(true).putHeader("Content-Type", "application/x-ndjson");
        write(response, first, (int) Math.min((long) first + limit, ledger.endEntry()));
    }

    private void write(HttpServerResponse response, int from, int end) {
        int to = Math.min(from + LINES, end);
        if (response.closed()) {
            return;
        }
        // A reset meanwhile ends the stream: what is gone can't be told.
        if (from >= to || from < ledger.firstEntry()) {
            response.end();
            return;
        }
        Buffer lines = Buffer.buffer();
        for (int entry = from; entry < to; entry++) {
            lines.appendString(truth.of(entry).toString()).appendByte((byte) '\n');
        }
        response.write(lines).onSuccess(written -> write(response, to, end));
    }
}
