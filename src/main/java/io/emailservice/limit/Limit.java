package io.emailservice.limit;

import io.emailservice.config.Section;

/**
 * How much may pass; 0 stands for no limit.
 *
 * @param perSecond recipients a second
 * @param burst recipients that may go at once after a quiet time, at least 1
 * @param perDay recipients in any 24 hours
 */
public record Limit(double perSecond, int burst, double perDay) {
    public static final Limit NONE = new Limit(0, 1, 0);

    private static final double HIGHEST_RATE = 1e6;
    private static final double HIGHEST_QUOTA = 1e9;

    static Limit from(Section section) {
        Limit limit = new Limit(
                section.number("perSecond", 0, 0, HIGHEST_RATE),
                section.integer("burst", 10, 1, 100_000),
                section.number("perDay", 0, 0, HIGHEST_QUOTA));
        if (limit.isNone()) {
            section.problem("perSecond", "or perDay must be above 0: an entry without a limit has no meaning");
        }
        section.end();
        return limit;
    }

    boolean isNone() {
        return perSecond <= 0 && perDay <= 0;
    }

    /** The stricter of this limit of ours and the one that a provider keeps; a provider's rate bounds the burst. */
    Limit within(double providersRate, double providersQuota) {
        double rate = lower(perSecond, providersRate);
        boolean theirs = providersRate > 0 && rate == providersRate;
        int most = theirs ? (int) Math.max(1, Math.min(burst, rate)) : burst;
        return new Limit(rate, most, lower(perDay, providersQuota));
    }

    private static double lower(double one, double other) {
        if (one <= 0 || other <= 0) {
            return Math.max(0, Math.max(one, other));
        }
        return Math.min(one, other);
    }
}
