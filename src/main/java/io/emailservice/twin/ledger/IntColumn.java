package io.emailservice.twin.ledger;

import java.util.Arrays;

/** A growing column of ints, in chunks: growth never copies what is there. */
final class IntColumn {
    private static final int CHUNK_BITS = 13;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private int[][] chunks = new int[8][];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return chunks[index >>> CHUNK_BITS][index & (CHUNK - 1)];
    }

    void set(int index, int value) {
        chunks[index >>> CHUNK_BITS][index & (CHUNK - 1)] = value;
    }

    void add(int value) {
        int chunk = size >>> CHUNK_BITS;
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunk * 2);
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new int[CHUNK];
        }
        chunks[chunk][size & (CHUNK - 1)] = value;
        size++;
    }

    long bytes() {
        return (long) (size + CHUNK - 1) / CHUNK * CHUNK * Integer.BYTES;
    }
}
