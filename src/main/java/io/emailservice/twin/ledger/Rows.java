package io.emailservice.twin.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The acceptances, column by column, in the order of their time. */
final class Rows {
    private static final int SES = 1;
    private static final int ANSWERED = 2;
    private static final int NAMED = 4;
    private static final int UUID_NAMED = 8;
    private static final int ACCOUNT_SHIFT = 8;

    /** Message id unless it is a UUID, provider id unless the provider made it, attributes: absent ones are empty. */
    private static final int STRINGS = 3;

    private final Arena arena;
    private final LongColumn time = new LongColumn();
    private final LongColumn idHigh = new LongColumn();
    private final LongColumn idLow = new LongColumn();
    private final IntColumn flags = new IntColumn();
    private final IntColumn size = new IntColumn();
    private final IntColumn place = new IntColumn();
    private final HashIndex byMessageId = new HashIndex();
    private final IntColumn chosenRow = new IntColumn();
    private final HashIndex byChosenId = new HashIndex();

    Rows(Arena arena) {
        this.arena = arena;
    }

    int count() {
        return flags.size();
    }

    void add(NewAcceptance a, long millis) {
        int row = count();
        String id = a.messageId();
        String chosen = a.providerId();
        MessageKey key = id == null ? null : MessageKey.of(id);
        int bits = (a.account() << ACCOUNT_SHIFT) | (a.source() == Source.SES ? SES : 0);
        if (key != null) {
            bits |= key.isUuid() ? NAMED | UUID_NAMED : NAMED;
        }
        byte[] idText = bytes(key == null || key.isUuid() ? null : id);
        byte[] chosenText = bytes(chosen);
        byte[] attributes = bytes(a.attributes());
        place.add(arena.reserve(STRINGS, idText.length + chosenText.length + attributes.length));
        arena.add(idText);
        arena.add(chosenText);
        arena.add(attributes);
        time.add(millis);
        idHigh.add(key == null ? 0 : key.high());
        idLow.add(key == null ? 0 : key.low());
        size.add(a.size());
        flags.add(bits);
        byMessageId.add(key == null ? row : key.hash());
        if (chosen != null) {
            chosenRow.add(row);
            byChosenId.add(chosen.hashCode());
        }
    }

    /** The newest acceptance of a message id, or {@link HashIndex#NONE}. */
    int newest(String messageId) {
        MessageKey key = MessageKey.of(messageId);
        return matching(byMessageId.newest(key.hash()), key, messageId);
    }

    /** The acceptance of the same message id before this one, or {@link HashIndex#NONE}. */
    int older(int row, String messageId) {
        return matching(byMessageId.older(row), MessageKey.of(messageId), messageId);
    }

    /** The acceptances with a provider id that their sender chose, the newest first. */
    List<Integer> withChosenId(String providerId) {
        List<Integer> found = new ArrayList<>();
        int entry = byChosenId.newest(providerId.hashCode());
        for (; entry != HashIndex.NONE; entry = byChosenId.older(entry)) {
            if (providerId.equals(chosenId(chosenRow.get(entry)))) {
                found.add(chosenRow.get(entry));
            }
        }
        return found;
    }

    @Nullable
    String messageId(int row) {
        int bits = flags.get(row);
        if ((bits & NAMED) == 0) {
            return null;
        }
        return (bits & UUID_NAMED) != 0
                ? new MessageKey(idHigh.get(row), idLow.get(row), true).uuid()
                : arena.text(place.get(row));
    }

    @Nullable
    String chosenId(int row) {
        String chosen = arena.text(arena.after(place.get(row)));
        return chosen.isEmpty() ? null : chosen;
    }

    String attributes(int row) {
        return arena.text(arena.after(arena.after(place.get(row))));
    }

    Source source(int row) {
        return (flags.get(row) & SES) == 0 ? Source.MAILGUN : Source.SES;
    }

    int account(int row) {
        return flags.get(row) >>> ACCOUNT_SHIFT;
    }

    int size(int row) {
        return size.get(row);
    }

    long time(int row) {
        return time.get(row);
    }

    boolean isAnswered(int row) {
        return (flags.get(row) & ANSWERED) != 0;
    }

    void setAnswered(int row) {
        flags.set(row, flags.get(row) | ANSWERED);
    }

    /** Bytes of the columns, without the arena. */
    long bytes() {
        return time.bytes()
                + idHigh.bytes()
                + idLow.bytes()
                + flags.bytes()
                + size.bytes()
                + place.bytes()
                + byMessageId.bytes()
                + chosenRow.bytes()
                + byChosenId.bytes();
    }

    private int matching(int from, MessageKey key, String messageId) {
        int row = from;
        while (row != HashIndex.NONE && !isNamed(row, key, messageId)) {
            row = byMessageId.older(row);
        }
        return row;
    }

    private boolean isNamed(int row, MessageKey key, String messageId) {
        if (idHigh.get(row) != key.high() || idLow.get(row) != key.low()) {
            return false;
        }
        boolean uuid = (flags.get(row) & UUID_NAMED) != 0;
        return key.isUuid() ? uuid : messageId.equals(messageId(row));
    }

    private static byte[] bytes(@Nullable String text) {
        return text == null ? new byte[0] : text.getBytes(UTF_8);
    }
}
