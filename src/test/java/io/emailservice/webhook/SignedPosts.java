package io.emailservice.webhook;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts as Mailgun signs them. */
final class SignedPosts {
    static final String KEY = "0123456789abcdef-key";

    private SignedPosts() {}

    /** Of today's format; the token stands for the post. */
    static String json(String key, Instant at, String token) {
        return json(key, at, token, new JsonObject().put("event", "delivered").put("recipient", "ann@example.com"));
    }

    static String json(String key, Instant at, String token, JsonObject event) {
        long seconds = at.getEpochSecond();
        return new JsonObject()
                .put(
                        "signature",
                        new JsonObject()
                                .put("timestamp", Long.toString(seconds))
                                .put("token", token)
                                .put("signature", signature(key, seconds + token)))
                .put("event-data", event)
                .encode();
    }

    /** Of before 2018. */
    static String urlEncoded(String key, Instant at, String token) {
        return String.format(
                Locale.ROOT,
                "event=delivered&recipient=%s&timestamp=%d&token=%s&signature=%s",
                URLEncoder.encode("ann@example.com", StandardCharsets.UTF_8),
                at.getEpochSecond(),
                token,
                signature(key, at.getEpochSecond() + token));
    }

    /** Of before 2018, with files or without. */
    static String multipart(String boundary, String key, Instant at, String token) {
        StringBuilder body = new StringBuilder();
        part(body, boundary, "event", "bounced");
        part(body, boundary, "recipient", "ann@example.com");
        part(body, boundary, "timestamp", Long.toString(at.getEpochSecond()));
        part(body, boundary, "token", token);
        part(body, boundary, "signature", signature(key, at.getEpochSecond() + token));
        return body.append("--").append(boundary).append("--\r\n").toString();
    }

    static String signature(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void part(StringBuilder body, String boundary, String name, String value) {
        body.append("--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n");
    }
}
