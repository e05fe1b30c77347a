package io.emailservice.twin.mailgun;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.emailservice.config.Secret;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** HTTP Basic authentication with the user {@code api} and a key as the password. */
final class MailgunKeys {
    private static final String SCHEME = "Basic ";

    private final String account;
    private final String sending;
    private final boolean hasSending;

    MailgunKeys(Secret key, Secret sendingKey) {
        this.account = header(key);
        this.sending = header(sendingKey);
        this.hasSending = !sendingKey.value().isEmpty();
    }

    /** Whether the header of a request opens a route; a sending key only opens those that send. */
    boolean open(@Nullable String authorization, boolean sends) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        String credentials = authorization.substring(SCHEME.length()).strip();
        return same(credentials, account) || (sends && hasSending && same(credentials, sending));
    }

    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(ISO_8859_1), expected.getBytes(ISO_8859_1));
    }

    private static String header(Secret key) {
        return Base64.getEncoder().encodeToString(("api:" + key.value()).getBytes(ISO_8859_1));
    }
}
