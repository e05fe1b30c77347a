package io.emailservice.twin.ledger;

import java.util.UUID;

/**
 * A sender's message id as 128 bits: a UUID as it is, any other text as a hash beside which the text must be kept.
 */
record MessageKey(long high, long low, boolean isUuid) {
    private static final int UUID_LENGTH = 36;
    private static final long FNV_OFFSET = 0xCBF2_9CE4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01B3L;
    private static final long OTHER_PRIME = 0x9E37_79B9_7F4A_7C15L;

    static MessageKey of(String id) {
        if (id.length() == UUID_LENGTH) {
            long high = 0;
            long low = 0;
            boolean uuid = true;
            for (int i = 0; i < UUID_LENGTH && uuid; i++) {
                char c = id.charAt(i);
                boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
                int digit = digit(c);
                uuid = dash ? c == '-' : digit >= 0;
                if (!dash) {
                    high = (high << 4) | (low >>> 60);
                    low = (low << 4) | digit;
                }
            }
            if (uuid) {
                return new MessageKey(high, low, true);
            }
        }
        return hashOf(id);
    }

    String uuid() {
        return new UUID(high, low).toString();
    }

    int hash() {
        return Long.hashCode((high * OTHER_PRIME) ^ low);
    }

    private static MessageKey hashOf(String id) {
        long high = FNV_OFFSET;
        long low = id.length();
        for (int i = 0; i < id.length(); i++) {
            high = (high ^ id.charAt(i)) * FNV_PRIME;
            low = (low + id.charAt(i)) * OTHER_PRIME;
            low ^= low >>> 29;
        }
        return new MessageKey(high, low, false);
    }

    /** Small letters only: a UUID in capitals is kept as text, so that it reads back as it was sent. */
    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }
}
