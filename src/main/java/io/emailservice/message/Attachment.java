package io.emailservice.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;

/**
 * A file that travels with a message. Kept as the base64 text of the request, which is immutable and what MIME needs.
 *
 * @param contentType media type, for example {@code application/pdf}
 * @param base64 standard base64 without line breaks, already checked to decode
 */
public record Attachment(String filename, String contentType, String base64) {
    /** Names its content: the first bytes of the SHA-256 of its base64 text. */
    public UUID hash() {
        try {
            byte[] text = base64.getBytes(StandardCharsets.ISO_8859_1);
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }
}
