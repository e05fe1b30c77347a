package io.emailservice.provider.mailgun;

import io.emailservice.config.Secret;
import io.emailservice.provider.PostCheck;
import io.emailservice.provider.PostVerdict;
import io.emailservice.provider.PostVerdict.Cause;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signatures of Mailgun's posts: HMAC-SHA256 over timestamp and token, compared in constant time. The body is
 * not signed, so that a signature that was seen once fits any body: whoever uses the verdict must remember its key for as
 * long as the window is.
 */
public final class MailgunSignature implements PostCheck {
    /** Mailgun repeats a post for eight hours, perhaps with the signature of the first. */
    public static final Duration WINDOW_BACK = Duration.ofHours(9);

    public static final Duration WINDOW_AHEAD = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern TIMESTAMP = Pattern.compile("\\d{1,12}");
    private static final int MAX_TOKEN = 200;
    private static final int MAC_BYTES = 32;

    /** One for each key, ready to be cloned: looking the algorithm up and preparing the key takes longer than using it. */
    private final List<Mac> macs;

    private final Duration back;
    private final Duration ahead;
    private final Clock clock;

    /**
     * @param keys signing keys, all of which hold: the old and the new one during a rotation, and that of the parent
     *     account for a subaccount. Without any, nothing is genuine
     */
    public MailgunSignature(List<Secret> keys, Duration back, Duration ahead, Clock clock) {
        this.macs = keys.stream()
                .map(Secret::value)
                .filter(key -> !key.isEmpty())
                .map(MailgunSignature::mac)
                .toList();
        this.back = back;
        this.ahead = ahead;
        this.clock = clock;
    }

    @Override
    public Future<PostVerdict> check(byte[] body) {
        return Future.succeededFuture(verdict(body));
    }

    PostVerdict verdict(byte[] body) {
        return MailgunPost.signed(body).map(this::verdict).orElseGet(() -> refused(Cause.MALFORMED));
    }

    private PostVerdict verdict(MailgunPost.Signed post) {
        String timestamp = post.timestamp();
        String token = post.token();
        if (timestamp == null || token == null || (post.signature() == null && post.parentSignature() == null)) {
            return refused(Cause.UNSIGNED);
        }
        if (token.length() > MAX_TOKEN || !TIMESTAMP.matcher(timestamp).matches()) {
            return refused(Cause.MALFORMED);
        }
        byte[] signed = (timestamp + token).getBytes(StandardCharsets.UTF_8);
        if (!isOurs(signed, bytes(post.signature()), bytes(post.parentSignature()))) {
            return refused(Cause.BAD_SIGNATURE);
        }
        return inTime(Instant.ofEpochSecond(Long.parseLong(timestamp)), token);
    }

    /** The time is judged last: only the time of a genuine post says anything about the clocks. */
    private PostVerdict inTime(Instant signedAt, String token) {
        Instant now = clock.instant();
        if (signedAt.isBefore(now.minus(back))) {
            return refused(Cause.TOO_OLD);
        }
        return signedAt.isAfter(now.plus(ahead)) ? refused(Cause.TOO_NEW) : new PostVerdict.Genuine(token);
    }

    /** Tries all keys whatever the first says, so that the time tells nothing. */
    private boolean isOurs(byte[] signed, byte[] signature, byte[] parentSignature) {
        boolean ours = false;
        for (Mac mac : macs) {
            byte[] expected = used(mac, signed);
            ours |= MessageDigest.isEqual(expected, signature);
            ours |= MessageDigest.isEqual(expected, parentSignature);
        }
        return ours;
    }

    private static Mac mac(String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Of a copy, so that any number of threads may check at once. */
    private static byte[] used(Mac mac, byte[] signed) {
        try {
            return ((Mac) mac.clone()).doFinal(signed);
        } catch (CloneNotSupportedException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
    }

    /** The signature's bytes; none for what is no signature at all. */
    private static byte[] bytes(@Nullable String hex) {
        if (hex == null || hex.length() != 2 * MAC_BYTES) {
            return new byte[0];
        }
        try {
            return HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException notHex) {
            return new byte[0];
        }
    }

    private static PostVerdict refused(Cause cause) {
        return new PostVerdict.Refused(cause);
    }
}
