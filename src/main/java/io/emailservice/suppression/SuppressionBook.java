package io.emailservice.suppression;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionRemoval;
import io.emailservice.message.SuppressionSearch;
import io.vertx.core.Future;
import java.util.List;

/** Where suppressions are kept. Used from any event loop. */
public interface SuppressionBook {
    /** Those in force, in the order of address and stream; fewer than asked for only at the end. */
    Future<List<Suppression>> page(SuppressionSearch search);

    /**
     * Adds them; what is there already stays, with the graver reason and the longer time.
     *
     * @param suppressions up to {@link Import#BATCH}
     * @return how many were new, or said more than what was there
     */
    Future<Integer> add(String tenant, List<Suppression> suppressions);

    Future<SuppressionRemoval.Answer> remove(SuppressionRemoval removal);
}
