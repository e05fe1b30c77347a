package io.emailservice.tracking;

import io.emailservice.config.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and verifies the tokens in our links: base64url of {@code kind (1) | key (1) | message id (16) | [link (2) |
 * url] | mac (16)}, where the mac is the first half of HMAC-SHA256 over everything before it. So a link needs no
 * look-up, and nobody but us can make one that leads elsewhere. Safe from any thread.
 */
final class Tokens {
    /** Longest target that is tracked; a longer link stays as it is. */
    static final int MAX_URL = 2_048;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 16;
    private static final int HEAD_BYTES = 18;
    private static final int LINK_BYTES = 2;
    private static final int MAX_TOKEN = (HEAD_BYTES + LINK_BYTES + MAX_URL + MAC_BYTES) * 4 / 3 + 4;
    private static final byte OPEN = 'o';
    private static final byte CLICK = 'c';
    private static final byte UNSUBSCRIBE = 'u';
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final Map<Integer, ThreadLocal<Mac>> macs = new HashMap<>();
    private final int signingKey;
    private final ThreadLocal<Mac> signing;

    /** @param keys at least one; the highest number signs */
    Tokens(Map<Integer, Secret> keys) {
        keys.forEach((number, secret) -> macs.put(number, ThreadLocal.withInitial(() -> mac(secret))));
        signingKey = keys.keySet().stream().max(Integer::compare).orElseThrow();
        signing = macs.getOrDefault(signingKey, ThreadLocal.withInitial(() -> {
            throw new IllegalStateException("no signing key");
        }));
    }

    String open(UUID messageId) {
        return sign(OPEN, messageId, HEAD_BYTES, null, 0);
    }

    String unsubscribe(UUID messageId) {
        return sign(UNSUBSCRIBE, messageId, HEAD_BYTES, null, 0);
    }

    String click(UUID messageId, String url, int link) {
        byte[] target = url.getBytes(StandardCharsets.UTF_8);
        return sign(CLICK, messageId, HEAD_BYTES + LINK_BYTES + target.length, target, link);
    }

    /** What the token says, or empty if we didn't make it. */
    Optional<Token> verify(String token) {
        byte[] bytes = token.length() > MAX_TOKEN ? null : decode(token);
        if (bytes == null || bytes.length < HEAD_BYTES + MAC_BYTES) {
            return Optional.empty();
        }
        ThreadLocal<Mac> key = macs.get(bytes[1] & 0xff);
        int signed = bytes.length - MAC_BYTES;
        if (key == null
                || !MessageDigest.isEqual(
                        mac(key.get(), bytes, signed), Arrays.copyOfRange(bytes, signed, bytes.length))) {
            return Optional.empty();
        }
        return Optional.ofNullable(read(bytes, signed));
    }

    private static @Nullable Token read(byte[] bytes, int signed) {
        ByteBuffer fields = ByteBuffer.wrap(bytes, 2, signed - 2);
        UUID messageId = new UUID(fields.getLong(), fields.getLong());
        return switch (bytes[0]) {
            case OPEN -> new Token.Open(messageId);
            case UNSUBSCRIBE -> new Token.Unsubscribe(messageId);
            case CLICK -> {
                int link = fields.getShort() & 0xffff;
                int start = HEAD_BYTES + LINK_BYTES;
                yield new Token.Click(
                        messageId, new String(bytes, start, signed - start, StandardCharsets.UTF_8), link);
            }
            default -> null;
        };
    }

    private String sign(byte kind, UUID messageId, int length, byte @Nullable [] url, int link) {
        byte[] bytes = new byte[length + MAC_BYTES];
        ByteBuffer fields = ByteBuffer.wrap(bytes)
                .put(kind)
                .put((byte) signingKey)
                .putLong(messageId.getMostSignificantBits())
                .putLong(messageId.getLeastSignificantBits());
        if (url != null) {
            fields.putShort((short) link).put(url);
        }
        fields.put(mac(signing.get(), bytes, length), 0, MAC_BYTES);
        return ENCODER.encodeToString(bytes);
    }

    private static byte[] mac(Mac mac, byte[] bytes, int length) {
        mac.update(bytes, 0, length);
        return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    }

    private static byte @Nullable [] decode(String token) {
        try {
            return DECODER.decode(token);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static Mac mac(Secret secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, impossible);
        }
    }
}
