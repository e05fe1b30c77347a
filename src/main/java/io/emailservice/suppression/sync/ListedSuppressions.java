package io.emailservice.suppression.sync;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.vertx.core.Future;
import java.util.List;

/** One list of a provider account. Called on one event loop, one call at a time. */
public interface ListedSuppressions {
    String name();

    /** Whether suppressions with this reason for every stream belong on it. */
    boolean takes(SuppressionReason reason);

    /** Most that one call adds. */
    int batch();

    /** A page behind a cursor, or from the beginning for an empty one. */
    Future<SuppressionPage> read(String cursor);

    Future<Void> add(List<Suppression> suppressions);

    /** Also succeeds if the address isn't there. */
    Future<Void> remove(String address);
}
