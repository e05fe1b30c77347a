package io.emailservice.twin.ledger;

import io.emailservice.config.Section;

/**
 * Bounds of the record. At a bound the twin refuses to accept more: it never forgets an acceptance.
 *
 * @param messages acceptances
 * @param megabytes memory of the record, without payloads
 * @param payloads request bodies kept whole, the newest ones
 * @param payloadMegabytes memory of those
 */
public record LedgerLimits(int messages, int megabytes, int payloads, int payloadMegabytes) {
    public static final LedgerLimits DEFAULTS = new LedgerLimits(2_000_000, 512, 1_000, 64);

    private static final int MOST_MESSAGES = 10_000_000;
    private static final int MOST_MEGABYTES = 1_900;
    private static final int MOST_PAYLOADS = 10_000;

    public static LedgerLimits from(Section section) {
        LedgerLimits limits = new LedgerLimits(
                section.integer("messages", DEFAULTS.messages, 1, MOST_MESSAGES),
                section.integer("megabytes", DEFAULTS.megabytes, 1, MOST_MEGABYTES),
                section.integer("payloads", DEFAULTS.payloads, 0, MOST_PAYLOADS),
                section.integer("payloadMegabytes", DEFAULTS.payloadMegabytes, 0, MOST_MEGABYTES));
        section.end();
        return limits;
    }
}
