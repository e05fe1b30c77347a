package io.emailservice.provider;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.vertx.core.Future;
import java.util.List;

/**
 * One list of suppressed addresses that a provider keeps for an account. Used on the context that made it, one call at
 * a time; a failed future means that the call may be repeated.
 */
public interface SuppressionList {
    /** Tells it from the other lists of the account. */
    String name();

    /** Whether it is a place for suppressions with this reason that hold for every stream. */
    boolean takes(SuppressionReason reason);

    /** Most that one call adds. */
    int batch();

    /**
     * Reads a page. Addresses are as the provider writes them.
     *
     * @param cursor what the page before gave as next, or empty for the beginning
     */
    Future<SuppressionPage> read(String cursor);

    Future<Void> add(List<Suppression> suppressions);

    /** Also succeeds if the address isn't there. */
    Future<Void> remove(String address);
}
