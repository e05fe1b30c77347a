package io.emailservice.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/** The configuration of one provider account: what all have in common, and how to make its adapter. */
public interface AccountConfig {
    /** The provider, for example {@code mailgun}. */
    String kind();

    SenderConfig sender();

    /** Makes the adapter. Called on the context that will use it; its clients belong to that context. */
    Future<ProviderAdapter> adapter(Vertx vertx, Clock clock);

    /** Makes what reaches the provider's lists of suppressed addresses. The same holds for its clients. */
    Future<SuppressionLists> suppressionLists(Vertx vertx, Clock clock);
}
