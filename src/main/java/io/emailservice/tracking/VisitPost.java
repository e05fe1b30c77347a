package io.emailservice.tracking;

import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Signals;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A visit as it is kept among the posts of providers, and how it is read again. Pure.
 *
 * @param url target of the link that was followed, or null
 * @param detail what else is to be known: which link, or whether a mail program unsubscribed
 */
public record VisitPost(
        FeedbackKind kind,
        Visit visit,
        @Nullable String url,
        @Nullable String detail) {
    /** The source of such posts. */
    public static final String SOURCE = "visit";

    public static final String CONTENT_TYPE = "application/json";

    public Buffer body() {
        return new JsonObject()
                .put("kind", kind.wire())
                .put("messageId", visit.messageId().toString())
                .put("time", visit.time())
                .put("head", visit.head())
                .put("userAgent", visit.userAgent())
                .put("address", visit.address())
                .put("headers", new JsonObject(new TreeMap<>(visit.headers())))
                .put("url", url)
                .put("detail", detail)
                .toBuffer();
    }

    /**
     * Reads a body; empty if it is none of ours.
     *
     * @param id of the post: each visit is an event of its own
     */
    public static Optional<Feedback> read(UUID id, Buffer body) {
        try {
            JsonObject json = body.toJsonObject();
            return FeedbackKind.of(String.valueOf(json.getString("kind"))).map(kind -> feedback(id, kind, json));
        } catch (RuntimeException malformed) {
            return Optional.empty();
        }
    }

    private static Feedback feedback(UUID id, FeedbackKind kind, JsonObject json) {
        return new Feedback(
                SOURCE,
                null,
                kind,
                kind.wire(),
                id,
                null,
                UUID.fromString(json.getString("messageId")),
                null,
                null,
                json.getInstant("time"),
                null,
                new Signals(
                        json.getString("userAgent"),
                        json.getString("address"),
                        null,
                        json.getString("url"),
                        null,
                        json.getString("detail"),
                        headers(json)));
    }

    private static Map<String, String> headers(JsonObject json) {
        Map<String, String> headers = new HashMap<>();
        json.getJsonObject("headers", new JsonObject())
                .forEach(entry -> headers.put(entry.getKey(), String.valueOf(entry.getValue())));
        if (json.getBoolean("head", false)) {
            headers.put(Signals.METHOD, "HEAD");
        }
        return headers;
    }
}
