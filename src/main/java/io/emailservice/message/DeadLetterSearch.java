package io.emailservice.message;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a page of dead letters, the newest first. What is null doesn't narrow the search.
 *
 * @param kind only those with this class of failure
 * @param code only those with exactly this code
 * @param text only those whose failure text has this in it
 * @param since only those that failed at this instant or later
 * @param until only those that failed before this instant
 * @param before goes on behind this place; null at the beginning
 * @param limit most letters of the page
 */
public record DeadLetterSearch(
        @Nullable String tenant,
        @Nullable String campaign,
        @Nullable FailureClass kind,
        @Nullable String code,
        @Nullable String text,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable UUID before,
        int limit) {

    /** The same search from another place on. */
    public DeadLetterSearch from(@Nullable UUID place, int most) {
        return new DeadLetterSearch(tenant, campaign, kind, code, text, since, until, place, most);
    }
}
