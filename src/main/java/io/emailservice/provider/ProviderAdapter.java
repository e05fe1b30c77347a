package io.emailservice.provider;

import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Speaks one provider's protocol for one account. Everything the provider can answer is a value; a failed future means
 * that we broke. Used on one event loop, that of the account's {@code SenderVerticle}; makes no retries of its own.
 */
public interface ProviderAdapter {
    /**
     * Makes one attempt. The future ends when the real call has ended and its connection is free again, never merely
     * because time is up; an adapter cuts the call itself at the timeout.
     *
     * @param timeout for the whole call, from here to the last byte of the answer
     */
    Future<Outcome> send(OutgoingMessage message, Duration timeout);

    /**
     * Looks a message up in the provider's own records, to settle an unknown outcome.
     *
     * @param messageId our id, as it went out with the attempt
     * @param attemptAt when the attempt was made: nothing older is of interest
     */
    Future<Lookup> find(UUID messageId, Instant attemptAt);

    /** The limits the provider keeps for this account; empty if it doesn't tell. */
    Future<Optional<SendQuota>> quota();

    /** Gives connections back. Calls still under way may fail. */
    Future<Void> close();
}
