package io.emailservice.limit;

import java.util.TreeMap;

/** What one bucket of the script must do, told a second time and without Redis. */
final class BucketModel {
    private static final long SLOT_MILLIS = 1_800_000;
    private static final double TINY = 1e-9;

    private final Scope scope;
    private final double reserve;
    private final double quotaReserve;
    private final long recoveryMillis;
    private final TreeMap<Long, Double> days = new TreeMap<>();
    private double tokens;
    private double others;
    private double learned = -1;
    private long since;
    private long at;

    BucketModel(Scope scope, LimitsConfig config, long now) {
        this.scope = scope;
        this.reserve = scope.kind() == Scope.Kind.CAMPAIGN ? 0 : config.reserve();
        this.quotaReserve = scope.kind() == Scope.Kind.CAMPAIGN ? 0 : config.quotaReserve();
        this.recoveryMillis = config.recovery().toMillis();
        this.at = now;
        this.tokens = burst(now);
    }

    /** Messages of so many recipients that fit now. */
    int room(long now, boolean bulk, int each) {
        forget(now);
        double fit = Integer.MAX_VALUE;
        if (rate(now) > 0) {
            fit = Math.floor((filled(now) - floor(now, bulk) + TINY) / cost(now, bulk, each));
        }
        if (scope.limit().perDay() > 0) {
            double spared = bulk ? quotaReserve * scope.limit().perDay() : 0;
            fit = Math.min(fit, Math.floor((left() - spared + TINY) / each));
        }
        return (int) Math.max(0, fit);
    }

    void take(long now, boolean bulk, int messages, int each) {
        move(now);
        if (rate(now) > 0) {
            tokens -= messages * cost(now, bulk, each);
        }
        days.merge(now / SLOT_MILLIS, (double) messages * each, Double::sum);
    }

    void giveBack(long now, int recipients) {
        move(now);
        if (rate(now) > 0) {
            tokens = Math.min(burst(now), tokens + recipients);
        }
        days.merge(now / SLOT_MILLIS, 0.0, Double::sum);
        days.computeIfPresent(now / SLOT_MILLIS, (slot, taken) -> Math.max(0, taken - recipients));
    }

    void throttle(long now, double reached) {
        move(now);
        if (learned < 0 || now - since >= 1_000) {
            double from = rate(now) > 0 ? Math.min(rate(now), reached) : reached;
            learned = Math.max(0.1, from / 2);
            since = now;
            tokens = Math.min(0, tokens);
        }
    }

    void used(long now, double recipients) {
        move(now);
        others = Math.max(0, recipients - taken());
    }

    double left() {
        return scope.limit().perDay() - taken() - others;
    }

    double rate(long now) {
        double ceiling = scope.limit().perSecond();
        if (learned < 0) {
            return ceiling;
        }
        double passed = now - since;
        if (ceiling > 0) {
            return Math.min(ceiling, learned + ceiling * passed / recoveryMillis);
        }
        return passed < recoveryMillis * 2 ? learned * (1 + passed * 5 / recoveryMillis) : 0;
    }

    private void move(long now) {
        forget(now);
        tokens = filled(now);
        at = now;
    }

    private double filled(long now) {
        return Math.min(burst(now), tokens + Math.max(0, now - at) / 1_000.0 * rate(now));
    }

    private void forget(long now) {
        days.headMap(now / SLOT_MILLIS - 48).clear();
        if (learned >= 0 && rate(now) == scope.limit().perSecond()) {
            learned = -1;
        }
    }

    private double taken() {
        return days.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private double burst(long now) {
        double kept =
                learned < 0 ? scope.limit().burst() : Math.min(scope.limit().burst(), Math.max(1, rate(now)));
        return Math.max(1, Math.max(kept, rate(now) * 0.05));
    }

    private double floor(long now, boolean bulk) {
        double burst = burst(now);
        return bulk && reserve > 0 && burst >= 2 ? Math.min(burst - 1, Math.max(1, reserve * burst)) : 0;
    }

    private double cost(long now, boolean bulk, int each) {
        return Math.min(each, burst(now) - floor(now, bulk));
    }
}
