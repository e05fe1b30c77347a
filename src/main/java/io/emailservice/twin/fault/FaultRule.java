package io.emailservice.twin.fault;

import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.wire.Endpoint.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a script. Exactly one of {@code latency} and {@code effect} is there: delays add up, an effect ends the
 * search.
 *
 * @param source null for both providers
 * @param share of the requests that match, 0 to 1
 * @param every hits only every n-th request that matches
 * @param count hits at most this often
 * @param lasting how long the rule lives after it was put
 */
record FaultRule(
        @Nullable Source source,
        Kind kind,
        double share,
        int every,
        int count,
        @Nullable Duration lasting,
        @Nullable Latency latency,
        @Nullable Effect effect) {

    boolean matches(Source asked, Kind askedKind) {
        return kind == askedKind && (source == null || source == asked);
    }
}
