package io.emailservice.store;

import io.emailservice.message.Content;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The hashes under which things are stored: the first bytes of a SHA-256. Pure; safe from any thread. */
final class Hashes {
    private static final byte END_OF_FIELD = 0;
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Hashes::sha256);

    private Hashes() {}

    /** Names the one message of an idempotency key. */
    static UUID key(String tenant, String idempotencyKey) {
        MessageDigest digest = fresh();
        add(digest, tenant);
        digest.update(idempotencyKey.getBytes(StandardCharsets.UTF_8));
        return first16(digest);
    }

    /** Names inline sources. */
    static UUID content(Content content) {
        MessageDigest digest = fresh();
        add(digest, content.subject());
        addOptional(digest, content.html());
        addOptional(digest, content.text());
        return first16(digest);
    }

    /** Tells two posts apart. */
    static UUID body(Buffer body) {
        MessageDigest digest = fresh();
        digest.update(body.getBytes());
        return first16(digest);
    }

    /** Tells two requests apart that use the same key. */
    static long fingerprint(String document, @Nullable UUID contentHash) {
        MessageDigest digest = fresh();
        add(digest, document);
        if (contentHash != null) {
            digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(contentHash.getMostSignificantBits())
                    .putLong(contentHash.getLeastSignificantBits())
                    .flip());
        }
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static void add(MessageDigest digest, String field) {
        digest.update(field.getBytes(StandardCharsets.UTF_8));
        digest.update(END_OF_FIELD);
    }

    /** An absent field differs from an empty one. */
    private static void addOptional(MessageDigest digest, @Nullable String field) {
        if (field == null) {
            digest.update((byte) 1);
        } else {
            add(digest, field);
        }
    }

    private static UUID first16(MessageDigest digest) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }

    private static MessageDigest fresh() {
        MessageDigest digest = SHA_256.get();
        digest.reset();
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
