package io.emailservice.twin.ledger;

import java.util.Map;

/**
 * Counts over the whole record.
 *
 * @param accepted acceptances; {@code distinct + repeats}
 * @param distinct messages: each message id once, and every acceptance without an id
 * @param unanswered acceptances whose sender got no answer
 * @param refused requests to send that weren't accepted, by status; 0 for those without any answer
 */
public record Summary(
        int accepted,
        int distinct,
        int repeats,
        int unanswered,
        Map<Source, Integer> bySource,
        Map<Integer, Integer> refused) {}
