package io.emailservice.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The known API keys, as HMACs only. Every key is compared, each in constant time, so that neither a near miss nor the
 * place of a key in the list shows in the time an answer takes. Safe from any thread.
 */
public final class ApiKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final byte[] secret;
    private final List<Known> known;

    private static final class Known {
        private final byte[] hmac;
        private final Caller caller;

        private Known(byte[] hmac, Caller caller) {
            this.hmac = hmac;
            this.caller = caller;
        }
    }

    public ApiKeys(ApiConfig config) {
        this.secret = config.keySecret().value().isEmpty()
                ? random()
                : config.keySecret().value().getBytes(StandardCharsets.UTF_8);
        this.known = config.keys().stream()
                .map(key -> new Known(hmacOf(key), new Caller(key.name(), key.tenant(), key.rights())))
                .toList();
    }

    /** A new key of 256 random bits. */
    public static String newKey() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random());
    }

    /** The form in which the configuration keeps a key. */
    public static String hmac(String secret, String key) {
        return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), key));
    }

    /** The caller with this key, or null if nobody has it. */
    @Nullable
    Caller find(String key) {
        byte[] given = hmac(secret, key);
        @Nullable Caller found = null;
        for (Known one : known) {
            if (MessageDigest.isEqual(one.hmac, given)) {
                found = one.caller;
            }
        }
        return found;
    }

    private byte[] hmacOf(ApiKeyConfig key) {
        return key.hmac().isEmpty()
                ? hmac(secret, key.key().value())
                : HexFormat.of().parseHex(key.hmac());
    }

    private static byte[] hmac(byte[] secret, String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(key.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
