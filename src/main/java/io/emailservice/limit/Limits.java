package io.emailservice.limit;

import io.emailservice.message.SendRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Says when a message may go. It takes tokens of every limit that holds for it, or of none. Has one owner, the context
 * that opened it.
 */
public interface Limits {
    /** No limits at all. */
    Limits NONE = new Limits() {};

    /** Begins to follow what other nodes do. */
    default void open(Vertx vertx) {}

    /** Takes what a message needs to go through an account; may wait a moment. Doesn't fail. */
    default Future<Answer> take(String account, SendRequest request) {
        return Future.succeededFuture(Tokens.NONE);
    }

    /** Returns what was taken for a message that nobody tried to send. */
    default void giveBack(Tokens tokens) {}

    /** The provider said that the account is too fast. */
    default void throttled(String account) {}

    /** Tokens, or none. */
    sealed interface Answer permits Tokens, Denied {}

    /**
     * There is none in time.
     *
     * @param delay until there should be
     * @param limit the limit that stands in the way, for example {@code tenant acme}
     * @param accountSpent whether it is the account's quota: another account may take the message
     */
    record Denied(Duration delay, String limit, boolean accountSpent) implements Answer {}
}
