package io.emailservice.provider;

import io.vertx.core.Future;
import java.util.List;

/** The lists of suppressed addresses that a provider keeps for an account. */
public interface SuppressionLists {
    List<SuppressionList> all();

    /** Gives connections back. */
    Future<Void> close();
}
