package io.emailservice.twin.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;

/**
 * Byte strings one after the other in large chunks: no object per string. A string is its length in one to three bytes
 * and then its bytes; its place is an int.
 */
final class Arena {
    /** The longest string: 21 bits of length. */
    static final int MAX_STRING = (1 << 21) - 1;

    private static final int CHUNK_BITS = 22;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int MAX_LENGTH_BYTES = 3;

    private byte[][] chunks = new byte[8][];
    private int end;

    /**
     * Makes sure that the next strings stand together, so that {@link #after} leads from one to the next.
     *
     * @param bytes of all of them, at most {@link #MAX_STRING}
     * @return the place of the first
     */
    int reserve(int strings, int bytes) {
        int needed = bytes + strings * MAX_LENGTH_BYTES;
        if (needed > CHUNK - (end & (CHUNK - 1))) {
            end = ((end + CHUNK - 1) >>> CHUNK_BITS) << CHUNK_BITS;
        }
        return end;
    }

    /** Adds a string and returns its place. */
    @CanIgnoreReturnValue
    int add(byte[] string) {
        int place = reserve(1, string.length);
        byte[] chunk = chunkAt(place);
        int at = place & (CHUNK - 1);
        int length = string.length;
        while (length > 0x7F) {
            chunk[at++] = (byte) ((length & 0x7F) | 0x80);
            length >>>= 7;
        }
        chunk[at++] = (byte) length;
        System.arraycopy(string, 0, chunk, at, string.length);
        end = ((place >>> CHUNK_BITS) << CHUNK_BITS) + at + string.length;
        return place;
    }

    byte[] get(int place) {
        byte[] chunk = chunkAt(place);
        int length = length(place);
        int at = (place & (CHUNK - 1)) + lengthBytes(length);
        return Arrays.copyOfRange(chunk, at, at + length);
    }

    /** The place of the string behind this one, if both were reserved together. */
    int after(int place) {
        int length = length(place);
        return place + lengthBytes(length) + length;
    }

    String text(int place) {
        return new String(get(place), UTF_8);
    }

    /** Bytes in use. */
    long bytes() {
        return end;
    }

    private int length(int place) {
        byte[] chunk = chunkAt(place);
        int at = place & (CHUNK - 1);
        int length = 0;
        int shift = 0;
        while (chunk[at] < 0) {
            length |= (chunk[at++] & 0x7F) << shift;
            shift += 7;
        }
        return length | (chunk[at] << shift);
    }

    private static int lengthBytes(int length) {
        return length > 0x3FFF ? 3 : length > 0x7F ? 2 : 1;
    }

    private byte[] chunkAt(int place) {
        int index = place >>> CHUNK_BITS;
        if (index >= chunks.length) {
            chunks = Arrays.copyOf(chunks, index * 2);
        }
        if (chunks[index] == null) {
            chunks[index] = new byte[CHUNK];
        }
        return chunks[index];
    }
}
