package io.emailservice.twin.wire;

/** Turns a number into 64 bits that look random, and back: ids that needn't be kept to be found again. */
public final class Mixing {
    private static final long FIRST = 0xFF51_AFD7_ED55_8CCDL;
    private static final long SECOND = 0xC4CE_B9FE_1A85_EC53L;
    private static final long FIRST_INVERSE = inverse(FIRST);
    private static final long SECOND_INVERSE = inverse(SECOND);
    private static final int SHIFT = 33;

    private Mixing() {}

    public static long mix(long number) {
        long mixed = (number ^ (number >>> SHIFT)) * FIRST;
        mixed = (mixed ^ (mixed >>> SHIFT)) * SECOND;
        return mixed ^ (mixed >>> SHIFT);
    }

    public static long unmix(long mixed) {
        long number = (mixed ^ (mixed >>> SHIFT)) * SECOND_INVERSE;
        number = (number ^ (number >>> SHIFT)) * FIRST_INVERSE;
        return number ^ (number >>> SHIFT);
    }

    /** Newton's iteration modulo 2^64: every step doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int bits = 3; bits < Long.SIZE; bits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
