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
     * The provider's records didn't answer this time: that says nothing, ask again.
     *
     * @param why for an operator, without addresses
     */
    record NoAnswer(String why) implements Lookup {}

    /**
     * There is no look-up of this message: the provider has none by our id, our key may not ask, or its records are gone.
     *
     * @param why for an operator, without addresses
     */
    record CannotTell(String why) implements Lookup {}
}
