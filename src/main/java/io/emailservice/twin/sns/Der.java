package io.emailservice.twin.sns;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The few ASN.1 values, in DER (X.690), of which a certificate is made: tag, length, content. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0C;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int EXPLICIT = 0xA0;
    private static final int IMPLICIT = 0x80;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, join(parts));
    }

    static byte[] set(byte[]... parts) {
        return value(SET, join(parts));
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] bits(byte[] bytes) {
        return value(BIT_STRING, join(new byte[] {0}, bytes));
    }

    static byte[] octets(byte[] bytes) {
        return value(OCTET_STRING, bytes);
    }

    static byte[] nothing() {
        return value(NULL, new byte[0]);
    }

    static byte[] text(String text) {
        return value(UTF8_STRING, text.getBytes(UTF_8));
    }

    static byte[] time(Instant time) {
        return value(UTC_TIME, TIME.format(time).getBytes(US_ASCII));
    }

    /** An object identifier: the first two numbers share a byte, the others are base 128. */
    static byte[] id(int... numbers) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(numbers[0] * 40 + numbers[1]);
        for (int i = 2; i < numbers.length; i++) {
            int shift = 28;
            while (shift > 0 && numbers[i] >>> shift == 0) {
                shift -= 7;
            }
            for (; shift > 0; shift -= 7) {
                content.write(((numbers[i] >>> shift) & 0x7F) | 0x80);
            }
            content.write(numbers[i] & 0x7F);
        }
        return value(OBJECT_IDENTIFIER, content.toByteArray());
    }

    /** A value inside a tag of its context. */
    static byte[] explicit(int tag, byte[] inner) {
        return value(EXPLICIT | tag, inner);
    }

    /** Plain content under a tag of its context. */
    static byte[] implicit(int tag, byte[] content) {
        return value(IMPLICIT | tag, content);
    }

    private static byte[] value(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >>> 8), (byte) length};
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
