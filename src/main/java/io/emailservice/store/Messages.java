package io.emailservice.store;

import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The messages we know, and the one place where their states change.
 *
 * <p>Every call may be made from any context; its future completes on the caller's event loop. A failed future says,
 * by a {@link StoreException}, why we could not store or read, not what became of the message: the same call may be made
 * again, and a repeated call never writes twice.
 */
public interface Messages {
    /**
     * Stores a new message with its first attempt or its final state; idempotency key, suppression, expiry and collapse
     * key are decided in the same statement.
     */
    Future<Claim> claim(NewMessage message);

    /**
     * Opens a further attempt of a stored message, if nobody else did, it is neither suppressed nor expired by now, and no
     * feedback proves that an attempt before was taken.
     *
     * @return {@link Claim.Opened}, {@link Claim.Stopped}, or {@link Claim.Existing} if somebody else moved the message
     */
    Future<Claim> reopen(Reopen reopen);

    /**
     * Writes a change of state together with its event.
     *
     * @return false if the message is at another attempt or may not move to that state; nothing was written then
     */
    Future<Boolean> settle(Transition transition);

    /**
     * Lets the feedback that is kept of a message decide, if the message waits: what came while a call was under way
     * moved nothing then.
     *
     * @return whether the message is over now
     */
    Future<Boolean> settleByFeedback(UUID id);

    /** How many attempts of a message count as not taken because nothing was heard of them. */
    Future<Integer> silences(UUID id);

    /** Keeps an answer of the provider that {@link #settle} refused, and lets it decide if the message waits. */
    Future<Void> keepProof(Proof proof);

    /** The message that holds an idempotency key. */
    Future<Optional<StoredMessage>> find(String tenant, String idempotencyKey);

    /** The message with this id. */
    Future<Optional<StoredMessage>> byId(UUID id);

    /** The inline sources of a stored message; empty if it was made from a template. */
    Future<Optional<Content>> content(StoredMessage message);

    /** The attachments of a stored message; empty if one of them isn't kept. */
    Future<Optional<List<Attachment>>> attachments(StoredMessage message);
}
