package io.emailservice.provider.mailgun;

import io.emailservice.provider.HeaderText;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/** {@code multipart/form-data} (RFC 7578) in UTF-8: the form that can carry files. */
final class MultipartForm implements Form {
    /** Random, so that no content can contain it on purpose. */
    private final String boundary = "email-service-" + UUID.randomUUID();

    private final Buffer buffer;

    MultipartForm(int expectedBytes) {
        buffer = Buffer.buffer(expectedBytes);
    }

    @Override
    public void field(String name, String value) {
        open(name);
        buffer.appendString("\r\n\r\n").appendString(value).appendString("\r\n");
    }

    /** Adds a file part. */
    void file(String name, String filename, String contentType, byte[] content) {
        open(name);
        buffer.appendString("; filename=\"")
                .appendString(escape(filename))
                .appendString("\"\r\nContent-Type: ")
                .appendString(HeaderText.oneLine(contentType))
                .appendString("\r\n\r\n")
                .appendBytes(content)
                .appendString("\r\n");
    }

    @Override
    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    @Override
    public Buffer end() {
        return buffer.appendString("--").appendString(boundary).appendString("--\r\n");
    }

    private void open(String name) {
        buffer.appendString("--")
                .appendString(boundary)
                .appendString("\r\nContent-Disposition: form-data; name=\"")
                .appendString(escape(name))
                .appendString("\"");
    }

    /** As browsers do it: a quote is percent-encoded, the rest is UTF-8. */
    private static String escape(String text) {
        return HeaderText.oneLine(text).replace("\"", "%22");
    }
}
