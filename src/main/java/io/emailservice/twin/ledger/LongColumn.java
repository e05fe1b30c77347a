package io.emailservice.twin.ledger;

/** A growing column of longs, as two columns of ints. */
final class LongColumn {
    private final IntColumn high = new IntColumn();
    private final IntColumn low = new IntColumn();

    long get(int index) {
        return ((long) high.get(index) << 32) | (low.get(index) & 0xFFFF_FFFFL);
    }

    void add(long value) {
        high.add((int) (value >>> 32));
        low.add((int) value);
    }

    long bytes() {
        return high.bytes() + low.bytes();
    }
}
