package io.emailservice.limit;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What this node gives out while Redis is away: its share of every limit, a quota of a day spread evenly over the day. Has
 * one owner thread.
 */
final class Alone {
    private static final int MOST_SCOPES = 1_000;
    private static final double DAY_SECONDS = 86_400;

    private final Clock clock;
    private final ToDoubleFunction<Scope> rates;
    private final Map<String, TokenBucket> buckets = new LinkedHashMap<>();
    private int nodes = 1;

    /** @param rates recipients a second that a scope may have on all nodes, 0 for any number */
    Alone(Clock clock, ToDoubleFunction<Scope> rates) {
        this.clock = clock;
        this.rates = rates;
    }

    void nodes(int count) {
        nodes = Math.max(1, count);
    }

    int nodes() {
        return nodes;
    }

    /** Forgets everything: Redis is back. */
    void end() {
        buckets.clear();
    }

    /** Takes tokens of all scopes or of none; milliseconds to wait, 0 if they were taken. */
    long take(Line.Need need) {
        long wait = 0;
        for (Scope scope : need.scopes()) {
            wait = Math.max(wait, bucket(scope).millisUntil(need.each()));
        }
        if (wait == 0) {
            need.scopes().forEach(scope -> bucket(scope).take(need.each()));
        }
        return wait;
    }

    private TokenBucket bucket(Scope scope) {
        double rate = share(scope);
        TokenBucket known = buckets.get(scope.key());
        if (known != null) {
            known.perSecond(rate);
            return known;
        }
        if (buckets.size() >= MOST_SCOPES) {
            buckets.remove(buckets.keySet().iterator().next());
        }
        TokenBucket made = new TokenBucket(clock, rate, scope.limit().burst() / (double) nodes);
        buckets.put(scope.key(), made);
        return made;
    }

    private double share(Scope scope) {
        double rate = rates.applyAsDouble(scope);
        double daily = scope.limit().perDay() / DAY_SECONDS;
        double lower = rate <= 0 || (daily > 0 && daily < rate) ? daily : rate;
        return lower / nodes;
    }

    /** The scopes whose quota must hear of what was taken here. */
    static List<Scope> withQuota(Line.Need need) {
        return need.scopes().stream()
                .filter(scope -> scope.limit().perDay() > 0)
                .toList();
    }
}
