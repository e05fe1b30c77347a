package io.emailservice.twin.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every message that the stand-ins accepted: about 150 bytes each, found by the sender's message id, by recipient and by
 * provider message id. Repeated acceptances of one message id are counted and listed. Numbers of acceptances and entries
 * keep growing over a reset, so nothing made before it can be taken for something made after it.
 */
public final class Ledger {
    private static final long MEGABYTE = 1 << 20;

    private final LedgerLimits limits;
    private final Map<Source, ProviderIds> providerIds;
    private final Clock clock;
    private final Payloads payloads;
    private final Map<Source, Integer> bySource = new EnumMap<>(Source.class);
    private final Map<Integer, Integer> refused = new TreeMap<>();

    private Arena arena = new Arena();
    private Rows rows = new Rows(arena);
    private Recipients recipients = new Recipients(arena);
    private IntColumn repeated = new IntColumn();
    private int firstNumber;
    private int firstEntry;
    private int repeats;
    private int answered;
    private long lastMillis;

    public Ledger(LedgerLimits limits, Map<Source, ProviderIds> providerIds, Clock clock) {
        this.limits = limits;
        this.providerIds = Map.copyOf(providerIds);
        this.clock = clock;
        this.payloads = new Payloads(limits);
    }

    /** Whether the record takes one more acceptance of any size; without room it must be refused. */
    public boolean hasRoom() {
        return rows.count() < limits.messages()
                && bytes() + Arena.MAX_STRING < limits.megabytes() * MEGABYTE
                && firstEntry + recipients.entries() < Integer.MAX_VALUE / 2;
    }

    /** Records an acceptance, not answered yet, and returns its number. The body must not change any more. */
    public int accept(NewAcceptance acceptance, String contentType, byte[] body) {
        lastMillis = Math.max(lastMillis, clock.millis());
        int row = rows.count();
        String id = acceptance.messageId();
        if (id != null) {
            noteRepeat(id);
        }
        rows.add(acceptance, lastMillis);
        recipients.add(acceptance.recipients());
        bySource.merge(acceptance.source(), 1, Integer::sum);
        payloads.keep(new Payload(firstNumber + row, contentType, body));
        return firstNumber + row;
    }

    /** Notes that the sender got its answer; one from before a reset is ignored. */
    public void answered(int number) {
        if (number >= firstNumber) {
            rows.setAnswered(number - firstNumber);
            answered++;
        }
    }

    /** Counts a request to send that wasn't accepted. */
    public void refused(int status) {
        refused.merge(status, 1, Integer::sum);
    }

    /** Forgets everything. */
    public void reset() {
        firstNumber += rows.count();
        lastMillis = 0;
        firstEntry += recipients.entries();
        arena = new Arena();
        rows = new Rows(arena);
        recipients = new Recipients(arena);
        repeated = new IntColumn();
        bySource.clear();
        refused.clear();
        payloads.clear();
        repeats = 0;
        answered = 0;
        lastMillis = 0;
    }

    public Summary summary() {
        return new Summary(
                rows.count(),
                rows.count() - repeats,
                repeats,
                rows.count() - answered,
                Map.copyOf(bySource),
                new TreeMap<>(refused));
    }

    /** Bytes that the record takes, without payloads. */
    public long bytes() {
        return rows.bytes() + recipients.bytes() + repeated.bytes() + arena.bytes();
    }

    /** What was accepted of a message id, the newest first, at most {@code limit}. */
    public List<Acceptance> ofMessage(String messageId, int limit) {
        List<Acceptance> found = new ArrayList<>();
        int row = rows.newest(messageId);
        while (row != HashIndex.NONE && found.size() < limit) {
            found.add(acceptance(row));
            row = rows.older(row, messageId);
        }
        return found;
    }

    /** What was accepted for an address, the newest first, at most {@code limit}. */
    public List<Acceptance> ofRecipient(String address, int limit) {
        return entriesOf(address).stream()
                .limit(limit)
                .map(number -> entry(number).acceptance())
                .toList();
    }

    /** The message ids that were accepted more than once, in the order of their first repeat. */
    public List<String> repeated(int limit) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < Math.min(limit, repeated.size()); i++) {
            String id = rows.messageId(repeated.get(i));
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** The body of an acceptance, null if it is no longer kept. */
    public @Nullable Payload payload(int number) {
        return payloads.of(number);
    }

    /** The number of the first entry; entries reach up to {@link #endEntry}, exclusive. */
    public int firstEntry() {
        return firstEntry;
    }

    public int endEntry() {
        return firstEntry + recipients.entries();
    }

    public Entry entry(int number) {
        int entry = number - firstEntry;
        return new Entry(number, recipients.address(entry), acceptance(recipients.row(entry)));
    }

    /** The first entry at or after a time. */
    public int entryAt(long millis) {
        int low = 0;
        int high = recipients.entries();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows.time(recipients.row(middle)) < millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return firstEntry + low;
    }

    /** The entries of an address, the newest first. */
    public List<Integer> entriesOf(String address) {
        List<Integer> entries = new ArrayList<>();
        for (int e = recipients.newest(address); e != HashIndex.NONE; e = recipients.older(e, address)) {
            entries.add(firstEntry + e);
        }
        return entries;
    }

    /** The entries of all acceptances with a provider message id. */
    public List<Integer> entriesWithProviderId(Source source, String providerId) {
        List<Integer> entries = new ArrayList<>();
        int made = ids(source).acceptanceOf(providerId) - firstNumber;
        if (made >= 0 && made < rows.count() && rows.source(made) == source && providerId.equals(providerId(made))) {
            addEntries(entries, made);
        }
        for (int row : rows.withChosenId(providerId)) {
            if (rows.source(row) == source) {
                addEntries(entries, row);
            }
        }
        return entries;
    }

    /** One acceptance by its number, which must be on record. */
    public Acceptance ofNumber(int number) {
        return acceptance(number - firstNumber);
    }

    /** The entry of the first recipient of an acceptance; those of the others follow. */
    public int firstEntryOf(int number) {
        return firstEntry + recipients.first(number - firstNumber);
    }

    /** Bits that the feedback keeps beside an entry. */
    public int marks(int entry) {
        return entry < firstEntry ? 0 : recipients.marks(entry - firstEntry);
    }

    /** Adds such bits; an entry from before a reset is ignored. */
    public void mark(int entry, int bits) {
        if (entry >= firstEntry) {
            recipients.mark(entry - firstEntry, bits);
        }
    }

    private void addEntries(List<Integer> entries, int row) {
        for (int e = recipients.first(row); e < recipients.first(row + 1); e++) {
            entries.add(firstEntry + e);
        }
    }

    private void noteRepeat(String messageId) {
        int before = rows.newest(messageId);
        if (before != HashIndex.NONE) {
            repeats++;
            if (rows.older(before, messageId) == HashIndex.NONE) {
                repeated.add(before);
            }
        }
    }

    private Acceptance acceptance(int row) {
        return new Acceptance(
                firstNumber + row,
                rows.source(row),
                rows.account(row),
                rows.messageId(row),
                providerId(row),
                recipients.ofRow(row),
                rows.attributes(row),
                rows.size(row),
                Instant.ofEpochMilli(rows.time(row)),
                rows.isAnswered(row));
    }

    /** The provider message id of an acceptance. */
    public String providerIdOf(int number) {
        return providerId(number - firstNumber);
    }

    private String providerId(int row) {
        String chosen = rows.chosenId(row);
        return chosen != null
                ? chosen
                : ids(rows.source(row)).make(firstNumber + row, rows.time(row), rows.account(row));
    }

    private ProviderIds ids(Source source) {
        return Objects.requireNonNull(providerIds.get(source));
    }
}
