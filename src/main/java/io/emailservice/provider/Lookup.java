package io.emailservice.provider;

import java.time.Instant;

/** What a provider's own records say about one message. */
public sealed interface Lookup {
    /**
     * The provider took it.
     *
     * @param providerMessageId in the form its feedback uses
     * @param at when the provider took it
     */
    record Found(String providerMessageId, Instant at) implements Lookup {}

    /** Its records have no trace (yet: they lag behind by minutes). */
    record NotFound() implements Lookup {}

    /**
     * The provider has no look-up by our id, or it didn't answer.
     *
     * @param why for an operator, without addresses
     */
    record CannotTell(String why) implements Lookup {}
}
