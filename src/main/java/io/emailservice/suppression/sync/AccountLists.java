package io.emailservice.suppression.sync;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** The lists of one provider account, open. */
public interface AccountLists {
    List<ListedSuppressions> all();

    Future<Void> close();

    /** Opens them on the calling context, to which they then belong. */
    interface Opener {
        Future<AccountLists> open(Vertx vertx);
    }
}
