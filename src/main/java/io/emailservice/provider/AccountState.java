package io.emailservice.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of an account that every thread may see. Written by the account's event loop only. */
final class AccountState implements ProviderAccount {
    private final String name;
    private final String kind;
    private final Clock clock;
    private volatile BreakerState breaker = BreakerState.CLOSED;
    private volatile boolean probing;
    private volatile long openUntil;
    private volatile long pausedUntil;
    private volatile @Nullable SendQuota quota;

    AccountState(String name, String kind, Clock clock) {
        this.name = name;
        this.kind = kind;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public boolean accepting() {
        boolean circuit = breaker == BreakerState.CLOSED || (breaker == BreakerState.HALF_OPEN && !probing);
        return circuit && !paused();
    }

    @Override
    public BreakerState state() {
        return breaker;
    }

    @Override
    public Duration untilAccepting() {
        long until = breaker == BreakerState.OPEN ? Math.max(openUntil, pausedUntil) : pausedUntil;
        return Duration.ofMillis(Math.max(0, until - clock.millis()));
    }

    @Override
    public Optional<SendQuota> quota() {
        return Optional.ofNullable(quota);
    }

    boolean paused() {
        return pausedUntil > clock.millis();
    }

    void breaker(BreakerState state, Duration openFor) {
        if (state == BreakerState.OPEN) {
            openUntil = clock.millis() + openFor.toMillis();
        }
        probing = false;
        breaker = state;
    }

    void probing(boolean now) {
        probing = now;
    }

    /**
     * Pauses the account.
     *
     * @return false if it is paused for about as long already
     */
    boolean pause(Duration pause) {
        long until = clock.millis() + pause.toMillis();
        if (until < pausedUntil + 1_000) {
            return false;
        }
        pausedUntil = until;
        return true;
    }

    void quota(SendQuota read) {
        quota = read;
    }
}
