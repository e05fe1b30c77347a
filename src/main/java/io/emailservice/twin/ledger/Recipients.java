package io.emailservice.twin.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The recipients of the acceptances: one entry each, those of a row together, in the order of the rows. */
final class Recipients {
    private final Arena arena;
    private final IntColumn firstEntry = new IntColumn();
    private final IntColumn entryRow = new IntColumn();
    private final IntColumn entryPlace = new IntColumn();
    private final HashIndex byAddress = new HashIndex();
    private final IntColumn marks = new IntColumn();

    Recipients(Arena arena) {
        this.arena = arena;
    }

    int entries() {
        return entryRow.size();
    }

    /** Adds the recipients of the next row. */
    void add(List<String> addresses) {
        int row = firstEntry.size();
        firstEntry.add(entries());
        for (String address : addresses) {
            entryRow.add(row);
            entryPlace.add(arena.add(address.getBytes(UTF_8)));
            byAddress.add(hash(address));
        }
    }

    /** Bits that somebody keeps beside an entry; 0 at first. */
    int marks(int entry) {
        return entry < marks.size() ? marks.get(entry) : 0;
    }

    /** Adds bits; the column only grows as far as there are any. */
    void mark(int entry, int bits) {
        while (marks.size() <= entry) {
            marks.add(0);
        }
        marks.set(entry, marks.get(entry) | bits);
    }

    int row(int entry) {
        return entryRow.get(entry);
    }

    String address(int entry) {
        return arena.text(entryPlace.get(entry));
    }

    /** The first entry of a row; for the row behind the last one, the number of entries. */
    int first(int row) {
        return row < firstEntry.size() ? firstEntry.get(row) : entries();
    }

    List<String> ofRow(int row) {
        List<String> addresses = new ArrayList<>();
        for (int entry = first(row); entry < first(row + 1); entry++) {
            addresses.add(address(entry));
        }
        return addresses;
    }

    /** The newest entry of an address, whatever its case, or {@link HashIndex#NONE}. */
    int newest(String address) {
        return matching(byAddress.newest(hash(address)), address);
    }

    /** The entry of the same address before this one, or {@link HashIndex#NONE}. */
    int older(int entry, String address) {
        return matching(byAddress.older(entry), address);
    }

    /** Bytes of the columns, without the arena. */
    long bytes() {
        return firstEntry.bytes() + entryRow.bytes() + entryPlace.bytes() + byAddress.bytes() + marks.bytes();
    }

    private int matching(int from, String address) {
        int entry = from;
        while (entry != HashIndex.NONE && !address(entry).equalsIgnoreCase(address)) {
            entry = byAddress.older(entry);
        }
        return entry;
    }

    private static int hash(String address) {
        return address.toLowerCase(Locale.ROOT).hashCode();
    }
}
