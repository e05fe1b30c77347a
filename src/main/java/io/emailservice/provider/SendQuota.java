package io.emailservice.provider;

/**
 * The limits a provider keeps for an account.
 *
 * @param maxPerSecond recipients per second; 0 if unlimited
 * @param maxPerDay recipients in any 24 hours; 0 if unlimited
 * @param usedToday recipients in the last 24 hours
 * @param sending whether the account may send at all
 * @param standing the provider's own word for it, for example {@code HEALTHY}
 */
public record SendQuota(double maxPerSecond, double maxPerDay, double usedToday, boolean sending, String standing) {
    /** Recipients left in the current 24 hours; {@link Double#MAX_VALUE} if unlimited. */
    public double leftToday() {
        return maxPerDay <= 0 ? Double.MAX_VALUE : Math.max(0, maxPerDay - usedToday);
    }
}
