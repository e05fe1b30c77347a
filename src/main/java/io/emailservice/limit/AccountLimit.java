package io.emailservice.limit;

import io.emailservice.message.Stream;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The limit of one provider account, as this node knows it: our own, the provider's, and what all nodes have learned.
 * Read from any thread; written by the owner of the {@link SharedLimits}, except for {@link #provider}.
 */
public final class AccountLimit {
    /** Seconds for which messages are claimed ahead: enough for calls of a slow provider. */
    private static final double AHEAD_SECONDS = 2;
    /** How long what Redis last said about a quota is believed. */
    private static final long BELIEVED_MILLIS = 5_000;

    private final String account;
    private final Limit own;
    private final Clock clock;
    private volatile Limit ceiling;
    private volatile double perSecond;
    private volatile double quotaLeft = Double.MAX_VALUE;
    private volatile long bulkShutUntil;
    private volatile long shutUntil;
    private volatile @Nullable Double usedAtProvider;
    private int takenNow;
    private int takenBefore;

    /** @param startsAt recipients a second until the provider told its limits, if {@code own} has no rate; 0 for any number */
    public AccountLimit(String account, Limit own, double startsAt, Clock clock) {
        this.account = account;
        this.own = own;
        this.clock = clock;
        this.ceiling = own.perSecond() > 0 ? own : own.within(startsAt, 0);
        this.perSecond = ceiling.perSecond();
    }

    /**
     * The provider told its limits; 0 or less for none.
     *
     * @param used recipients in the last 24 hours, whoever sent to them
     */
    public void provider(double maxPerSecond, double maxPerDay, double used) {
        Limit read = own.within(maxPerSecond, maxPerDay);
        if (read.perSecond() != ceiling.perSecond()) {
            perSecond = read.perSecond();
        }
        ceiling = read;
        usedAtProvider = used;
    }

    /** False while the account's quota of the day is used up, as far as the stream may use it. */
    public boolean open(Stream stream) {
        return clock.millis() >= (stream == Stream.BULK ? bulkShutUntil : shutUntil);
    }

    /** How many of so many permits are of use at the rate that the account has now. */
    public int room(int permits) {
        double rate = perSecond;
        return rate <= 0 ? permits : (int) Math.min(permits, Math.max(2, Math.ceil(rate * AHEAD_SECONDS)));
    }

    /** Recipients a second that all nodes may reach together now; 0 for any number. */
    public double perSecond() {
        return perSecond;
    }

    /** Recipients that are left of the quota; {@link Double#MAX_VALUE} if there is none. */
    public double quotaLeft() {
        return quotaLeft;
    }

    String account() {
        return account;
    }

    Scope scope() {
        return new Scope(Scope.Kind.ACCOUNT, account, ceiling);
    }

    /** True if messages need tokens of this account. */
    boolean limited() {
        return perSecond > 0 || !ceiling.isNone();
    }

    /** What the provider last told and nobody asked for yet. */
    @Nullable
    Double takeReading() {
        Double read = usedAtProvider;
        usedAtProvider = null;
        return read;
    }

    void restoreReading(double used) {
        if (usedAtProvider == null) {
            usedAtProvider = used;
        }
    }

    /** What Redis says. */
    void learned(double rate, double left, double quotaReserve) {
        perSecond = rate;
        quotaLeft = left;
        long until = clock.millis() + BELIEVED_MILLIS;
        double quota = ceiling.perDay();
        bulkShutUntil = quota > 0 && left - quota * quotaReserve < 1 ? until : 0;
        shutUntil = quota > 0 && left < 1 ? until : 0;
    }

    void counted(int recipients) {
        takenNow += recipients;
    }

    void secondIsOver() {
        takenBefore = takenNow;
        takenNow = 0;
    }

    /** Recipients a second that this node came to lately, at least 1. */
    int lately() {
        return Math.max(1, Math.max(takenBefore, takenNow));
    }
}
