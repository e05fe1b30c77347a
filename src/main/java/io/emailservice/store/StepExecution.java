package io.emailservice.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A step of a caller's own process, with what became of its messages.
 *
 * @param state {@code pending}, {@code sent}, {@code delivered} or {@code failed}
 * @param sequence number of its last event
 * @param messages some of its messages, in the order of their ids
 * @param more whether others follow
 */
public record StepExecution(
        String tenant,
        String id,
        String state,
        int sequence,
        Counts counts,
        Instant createdAt,
        Instant updatedAt,
        List<Member> messages,
        boolean more) {
    public StepExecution {
        messages = List.copyOf(messages);
    }

    /** How many messages are how far. */
    public record Counts(int pending, int sent, int delivered, int failed) {}

    /** One of its messages. */
    public record Member(UUID id, String state, Instant updatedAt) {}
}
