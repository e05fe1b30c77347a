package io.emailservice.tracking;

import java.nio.charset.StandardCharsets;

/** A URL as a header can carry it. Pure. */
final class Location {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Location() {}

    /** Percent-encodes what is no printable ASCII, or could end the URL in a text; everything else stays as it is. */
    static String of(String url) {
        StringBuilder location = new StringBuilder(url.length() + 16);
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '"' && b != '<' && b != '>') {
                location.append((char) b);
            } else {
                location.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
            }
        }
        return location.toString();
    }
}
