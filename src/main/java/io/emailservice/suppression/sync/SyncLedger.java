package io.emailservice.suppression.sync;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionChange;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Where the suppressions, the cursors and the leases of accounts are kept. One for each process. */
public interface SyncLedger {
    /** Takes an account if its next round is due and nobody is at it. */
    Future<Boolean> claim(String account, Duration lease);

    Future<Void> release(String account, Duration pause);

    /** Empty for the beginning. */
    Future<String> cursor(String account, String list, Direction direction);

    /** Moves a cursor and renews the lease; false if somebody else holds it by now. */
    Future<Boolean> save(String account, Duration lease, String list, Direction direction, String cursor);

    /** What came or changed behind a position, of all tenants. */
    Future<List<SuppressionChange>> changes(String position, int limit);

    /** What was removed behind a position; with an end if it is still suppressed for the same reason and tenants. */
    Future<List<SuppressionChange>> removals(String position, int limit, List<String> tenants);

    /** Adds what a list has, but for what was removed here after it was listed there; says how many were new. */
    Future<Integer> addUnlessLifted(String tenant, List<Suppression> suppressions);

    /** What a cursor is for. */
    enum Direction {
        /** Theirs to ours. */
        PULL,
        /** Ours to theirs. */
        PUSH,
        /** Our removals to theirs. */
        LIFT
    }
}
