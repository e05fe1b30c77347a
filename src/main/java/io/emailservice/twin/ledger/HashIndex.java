package io.emailservice.twin.ledger;

import java.util.Arrays;

/**
 * Finds entries by a 32-bit hash: chains of entry numbers, the newest first. Different keys can share a hash, so the
 * caller compares what it finds.
 */
final class HashIndex {
    static final int NONE = -1;

    private static final int FIRST_HEADS = 1 << 10;

    private final IntColumn hashes = new IntColumn();
    private final IntColumn next = new IntColumn();
    private int[] heads = emptyHeads(FIRST_HEADS);

    /** Adds the next entry; entries are numbered from 0. */
    void add(int hash) {
        int entry = hashes.size();
        if (entry == heads.length) {
            grow();
        }
        hashes.add(hash);
        next.add(heads[slot(hash)]);
        heads[slot(hash)] = entry;
    }

    /** The newest entry with this hash, or {@link #NONE}. */
    int newest(int hash) {
        return match(heads[slot(hash)], hash);
    }

    /** The entry before this one with the same hash, or {@link #NONE}. */
    int older(int entry) {
        return match(next.get(entry), hashes.get(entry));
    }

    int size() {
        return hashes.size();
    }

    long bytes() {
        return hashes.bytes() + next.bytes() + (long) heads.length * Integer.BYTES;
    }

    private int match(int from, int hash) {
        int entry = from;
        while (entry != NONE && hashes.get(entry) != hash) {
            entry = next.get(entry);
        }
        return entry;
    }

    private void grow() {
        heads = emptyHeads(heads.length * 2);
        for (int entry = 0; entry < hashes.size(); entry++) {
            int slot = slot(hashes.get(entry));
            next.set(entry, heads[slot]);
            heads[slot] = entry;
        }
    }

    /** Spreads the hash first: text hashes of similar addresses differ only in their low bits. */
    private int slot(int hash) {
        int spread = hash * 0x9E37_79B9;
        return (spread ^ (spread >>> 16)) & (heads.length - 1);
    }

    private static int[] emptyHeads(int length) {
        int[] heads = new int[length];
        Arrays.fill(heads, NONE);
        return heads;
    }
}
