package io.emailservice.twin.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches in byte arrays, eight bytes at a time: a body is read once per message and is most of its cost. */
public final class Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Bytes() {}

    /** The first place of {@code wanted} in {@code [from, to)}, or {@code to} if it isn't there. */
    public static int indexOf(byte[] bytes, char wanted, int from, int to) {
        long pattern = LOW_BITS * wanted;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long different = (long) LONGS.get(bytes, at) ^ pattern;
            long zeroes = (different - LOW_BITS) & ~different & HIGH_BITS;
            if (zeroes != 0) {
                return at + (Long.numberOfTrailingZeros(zeroes) >>> 3);
            }
        }
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** The first place of {@code wanted} that lies wholly in {@code [from, to)}, or -1. */
    public static int indexOf(byte[] bytes, byte[] wanted, int from, int to) {
        int last = to - wanted.length;
        for (int at = from; at <= last; at++) {
            at = indexOf(bytes, (char) wanted[0], at, last + 1);
            if (at <= last && startsWith(bytes, wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] bytes, byte[] wanted, int at) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
