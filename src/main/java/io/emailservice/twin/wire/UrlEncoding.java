package io.emailservice.twin.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Arrays;

/**
 * Decodes {@code application/x-www-form-urlencoded} text. An escape that isn't two hex digits stands for itself, as
 * form decoders of the providers' kind treat it.
 */
public final class UrlEncoding {
    private UrlEncoding() {}

    /** The text of {@code [start, end)} in UTF-8. */
    public static String decode(byte[] bytes, int start, int end) {
        if (isPlain(bytes, start, end)) {
            return new String(bytes, start, end - start, UTF_8);
        }
        return new String(decodeBytes(bytes, start, end), UTF_8);
    }

    /** The text of an encoded text, such as a piece of a path or a query. */
    public static String decode(String encoded) {
        byte[] bytes = encoded.getBytes(UTF_8);
        return decode(bytes, 0, bytes.length);
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    static byte[] decodeBytes(byte[] bytes, int start, int end) {
        byte[] decoded = new byte[end - start];
        int length = 0;
        for (int at = start; at < end; at++) {
            byte b = bytes[at];
            if (b == '+') {
                b = ' ';
            } else if (isEscape(bytes, at, end)) {
                b = (byte) ((hex(bytes[at + 1]) << 4) | hex(bytes[at + 2]));
                at += 2;
            }
            decoded[length++] = b;
        }
        return Arrays.copyOf(decoded, length);
    }

    static int decodedSize(byte[] bytes, int start, int end) {
        int size = 0;
        for (int at = start; at < end; at++) {
            if (isEscape(bytes, at, end)) {
                at += 2;
            }
            size++;
        }
        return size;
    }

    private static boolean isPlain(byte[] bytes, int start, int end) {
        for (int at = start; at < end; at++) {
            if (bytes[at] == '%' || bytes[at] == '+') {
                return false;
            }
        }
        return true;
    }

    private static boolean isEscape(byte[] bytes, int at, int end) {
        return bytes[at] == '%' && at + 2 < end && hex(bytes[at + 1]) >= 0 && hex(bytes[at + 2]) >= 0;
    }

    private static int hex(byte digit) {
        return Character.digit(digit, 16);
    }
}
