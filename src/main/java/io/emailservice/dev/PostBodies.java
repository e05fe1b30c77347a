package io.emailservice.dev;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts of Mailgun about deliveries, each with a signature of its own. */
final class PostBodies {
    private static final String ALGORITHM = "HmacSHA256";
    private static final double MILLIS_PER_SECOND = 1_000;

    private PostBodies() {}

    /** As many as are asked for, about messages in turn. */
    static List<Buffer> make(int count, List<String> messageIds, String signingKey) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(signingKey.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            List<Buffer> bodies = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                bodies.add(body(mac, messageIds.get(i % messageIds.size())));
            }
            return bodies;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Buffer body(Mac mac, String messageId) {
        Instant now = Instant.now();
        String timestamp = Long.toString(now.getEpochSecond());
        String token = (UUID.randomUUID().toString() + UUID.randomUUID())
                .replace("-", "")
                .substring(0, 50);
        String signature =
                HexFormat.of().formatHex(mac.doFinal((timestamp + token).getBytes(StandardCharsets.US_ASCII)));
        return new JsonObject()
                .put(
                        "signature",
                        new JsonObject()
                                .put("token", token)
                                .put("timestamp", timestamp)
                                .put("signature", signature))
                .put("event-data", event(messageId, now.toEpochMilli() / MILLIS_PER_SECOND))
                .toBuffer();
    }

    private static JsonObject event(String messageId, double at) {
        JsonObject headers = new JsonObject()
                .put("to", "Ann Example <ann@inbox.example.com>")
                .put("message-id", messageId + "@mail.example.com")
                .put("from", "News <news@mail.example.com>")
                .put("subject", "Spring is here, and so are twelve new things to look at");
        JsonObject status = new JsonObject()
                .put("attempt-no", 1)
                .put("message", "OK")
                .put("code", 250)
                .put("enhanced-code", "2.0.0")
                .put("description", "")
                .put("session-seconds", 0.7517080307006836)
                .put("tls", true)
                .put("mx-host", "mx.inbox.example.com")
                .put("certificate-verified", true);
        return new JsonObject()
                .put("event", "delivered")
                .put("id", UUID.randomUUID().toString())
                .put("timestamp", at)
                .put("log-level", "info")
                .put("recipient", "ann@inbox.example.com")
                .put("recipient-domain", "inbox.example.com")
                .put("tags", new JsonArray().add("spring").add("bulk"))
                .put("campaigns", new JsonArray())
                .put("user-variables", new JsonObject().put("message-id", messageId))
                .put(
                        "flags",
                        new JsonObject()
                                .put("is-routed", false)
                                .put("is-authenticated", true)
                                .put("is-system-test", false)
                                .put("is-test-mode", false))
                .put("delivery-status", status)
                .put(
                        "envelope",
                        new JsonObject()
                                .put("transport", "smtp")
                                .put("sender", "news@mail.example.com")
                                .put("sending-ip", "192.0.2.25")
                                .put("targets", "ann@inbox.example.com"))
                .put(
                        "message",
                        new JsonObject()
                                .put("headers", headers)
                                .put("attachments", new JsonArray())
                                .put("size", 3_211))
                .put("storage", new JsonObject().put("region", "us-east4").put("key", "AwABB-" + messageId));
    }
}
