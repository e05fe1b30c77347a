package io.emailservice.twin.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One field of a form, as a view into the body: most values are never looked at, so they aren't decoded before somebody
 * asks.
 */
public final class FormField {
    private final String name;
    private final byte[] body;
    private final int start;
    private final int end;
    private final boolean encoded;
    private final @Nullable String filename;

    private FormField(String name, byte[] body, int start, int end, boolean encoded, @Nullable String filename) {
        this.name = name;
        this.body = body;
        this.start = start;
        this.end = end;
        this.encoded = encoded;
        this.filename = filename;
    }

    /** A field of an urlencoded body; the value is {@code [start, end)}, still encoded. */
    static FormField encoded(String name, byte[] body, int start, int end) {
        return new FormField(name, body, start, end, true, null);
    }

    /** A part of a multipart body; the value is {@code [start, end)} as it is. */
    static FormField part(String name, byte[] body, int start, int end, @Nullable String filename) {
        return new FormField(name, body, start, end, false, filename);
    }

    public String name() {
        return name;
    }

    /** The file name of a file part, null for a plain field. */
    public @Nullable String filename() {
        return filename;
    }

    public boolean isEmpty() {
        return start == end;
    }

    public String text() {
        return encoded ? UrlEncoding.decode(body, start, end) : new String(body, start, end - start, UTF_8);
    }

    /** The value as an urlencoded body carries it. */
    public String encodedText() {
        return encoded ? new String(body, start, end - start, ISO_8859_1) : UrlEncoding.encode(text());
    }

    /** Bytes of the value after decoding. */
    public int size() {
        return encoded ? UrlEncoding.decodedSize(body, start, end) : end - start;
    }

    /** Bytes of the value on the wire. */
    public int wireSize() {
        return end - start;
    }

    /** A copy of the value's bytes, decoded. */
    public byte[] bytes() {
        return encoded ? UrlEncoding.decodeBytes(body, start, end) : Arrays.copyOfRange(body, start, end);
    }

    /** Whether the value is exactly this ASCII text. */
    public boolean is(String text) {
        return end - start >= text.length() && text().equals(text);
    }
}
