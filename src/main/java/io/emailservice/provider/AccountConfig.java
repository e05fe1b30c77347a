package io.emailservice.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/** The configuration of one provider account: what all have in common, and how to make its adapter. */
public interface AccountConfig {
    /** The provider, for example {@code mailgun}. */
    String kind();

    SenderConfig sender();

    /**
     * Recipients a second until the provider has told its limit, where no limit of ours is configured; 0 for any number,
     * as with a provider that tells none beforehand.
     */
    default double startsAt() {
        return 0;
    }

    /** Makes the adapter. Called on the context that will use it; its clients belong to that context. */
    Future<ProviderAdapter> adapter(Vertx vertx, Clock clock);

    /** Makes what reaches the provider's lists of suppressed addresses. The same holds for its clients. */
    Future<SuppressionLists> suppressionLists(Vertx vertx, Clock clock);
}
