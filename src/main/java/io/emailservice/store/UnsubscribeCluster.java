package io.emailservice.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Unsubscribes that came so close together that a machine may have made them.
 *
 * @param unsubscribes how many belong to it
 * @param machines how many of them look like a machine's
 * @param lifted suppressions that were taken back
 * @param undoneAt when somebody began to take them back, or null
 */
public record UnsubscribeCluster(
        UUID id,
        String tenant,
        String stream,
        @Nullable String campaign,
        Instant foundAt,
        Instant lastAt,
        int unsubscribes,
        int machines,
        int lifted,
        @Nullable Instant undoneAt,
        @Nullable String undoneBy) {}
