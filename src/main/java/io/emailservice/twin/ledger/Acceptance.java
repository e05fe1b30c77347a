package io.emailservice.twin.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One acceptance of a message, read back from the record.
 *
 * @param number counts acceptances since the start of the twin, from 0
 * @param attributes tags and variables, urlencoded
 * @param answered whether the sender got the answer that says so
 */
public record Acceptance(
        int number,
        Source source,
        int account,
        @Nullable String messageId,
        String providerId,
        List<String> recipients,
        String attributes,
        int size,
        Instant at,
        boolean answered) {}
