package io.emailservice.message;

import java.util.Base64;

/**
 * A file that travels with a message. Kept as the base64 text of the request, which is immutable and what MIME needs.
 *
 * @param contentType media type, for example {@code application/pdf}
 * @param base64 standard base64 without line breaks, already checked to decode
 */
public record Attachment(String filename, String contentType, String base64) {
    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }
}
