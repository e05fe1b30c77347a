package io.emailservice.provider.mailgun;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code application/x-www-form-urlencoded}, in UTF-8. Besides letters and digits it leaves those characters as they
 * are that a URI query may hold (RFC 3986 §3.4) and that mean nothing in a form, which makes HTML a good deal shorter.
 */
final class UrlEncodedForm implements Form {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    /** What each byte is written as if one byte is enough; 0 if it takes three. */
    private static final byte[] PLAIN = plain();

    private static final int WORST = 3;
    private static final int CHUNK = 1 << 10;

    private byte[] bytes;
    private int length;

    UrlEncodedForm(int expectedBytes) {
        bytes = new byte[Math.max(CHUNK, expectedBytes)];
    }

    @Override
    public void field(String name, String value) {
        if (length > 0) {
            room(1);
            bytes[length++] = '&';
        }
        write(name);
        room(1);
        bytes[length++] = '=';
        write(value);
    }

    @Override
    public String contentType() {
        return "application/x-www-form-urlencoded";
    }

    @Override
    public Buffer end() {
        return Buffer.buffer(length).appendBytes(bytes, 0, length);
    }

    private void write(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < utf8.length; from += CHUNK) {
            int to = Math.min(utf8.length, from + CHUNK);
            room((to - from) * WORST);
            length = encode(utf8, from, to, bytes, length);
        }
    }

    /** The target has room for the worst case. */
    private static int encode(byte[] utf8, int from, int to, byte[] target, int position) {
        int at = position;
        for (int i = from; i < to; i++) {
            int octet = utf8[i] & 0xFF;
            byte plain = PLAIN[octet];
            if (plain != 0) {
                target[at++] = plain;
            } else {
                target[at] = '%';
                target[at + 1] = HEX[octet >> 4];
                target[at + 2] = HEX[octet & 0xF];
                at += WORST;
            }
        }
        return at;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static byte[] plain() {
        byte[] table = new byte[256];
        for (char c = 'a'; c <= 'z'; c++) {
            table[c] = (byte) c;
            table[c - 'a' + 'A'] = (byte) (c - 'a' + 'A');
        }
        for (char c = '0'; c <= '9'; c++) {
            table[c] = (byte) c;
        }
        for (char c : "-._~!$'()*,:@/?".toCharArray()) {
            table[c] = (byte) c;
        }
        table[' '] = '+';
        return table;
    }
}
