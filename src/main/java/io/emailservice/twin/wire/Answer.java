package io.emailservice.twin.wire;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * What a stand-in answers to one request.
 *
 * @param headers further headers, without content type and length
 * @param acceptance number of the acceptance in the record, or {@link #NOTHING_ACCEPTED}
 */
public record Answer(int status, String contentType, Buffer body, Map<String, String> headers, int acceptance) {
    public static final int NOTHING_ACCEPTED = -1;
    public static final String JSON = "application/json";

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HTML = "text/html";

    public static Answer json(int status, String body) {
        return new Answer(status, JSON, Buffer.buffer(body), Map.of(), NOTHING_ACCEPTED);
    }

    public static Answer text(int status, String body) {
        return new Answer(status, TEXT, Buffer.buffer(body), Map.of(), NOTHING_ACCEPTED);
    }

    public static Answer html(int status, String body) {
        return new Answer(status, HTML, Buffer.buffer(body), Map.of(), NOTHING_ACCEPTED);
    }

    public boolean accepted() {
        return acceptance != NOTHING_ACCEPTED;
    }

    public Answer with(Map<String, String> moreHeaders) {
        return new Answer(status, contentType, body, moreHeaders, acceptance);
    }
}
