package io.emailservice.provider;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The circuit of one provider account. Vert.x' circuit breaker keeps the states, the timer and the single probe; the
 * decision to open is ours, because that breaker forgets all failures at any success and so opens only on failures in a
 * row. Has one owner thread.
 *
 * <p>A call carries the ticket it got at its start. A call that began before the circuit opened says nothing about the
 * provider afterwards: its ticket is out of date, and it neither closes the circuit nor counts.
 */
final class Breaker {
    private static final int PROBE = -1;

    /** Hears of every change of state, at most once per change. */
    interface Changes {
        void changed(BreakerState from, BreakerState to, @Nullable Failure cause);
    }

    private final BreakerConfig config;
    private final FailureWindow window;
    private final CircuitBreaker circuit;
    private final Changes changes;
    private BreakerState state = BreakerState.CLOSED;
    private int ticket;
    private boolean probing;
    private @Nullable Failure lastFault;

    /** Takes the longest time a call is given, after which a probe counts as failed. */
    Breaker(Vertx vertx, String account, BreakerConfig config, Duration callWithin, Clock clock, Changes changes) {
        this.config = config;
        this.changes = changes;
        this.window = new FailureWindow(clock, config.window(), config.minimumCalls());
        CircuitBreakerOptions options = new CircuitBreakerOptions()
                .setMaxFailures(1)
                .setMaxRetries(0)
                .setTimeout(callWithin.toMillis())
                .setResetTimeout(config.openFor().toMillis());
        this.circuit = CircuitBreaker.create(account, vertx, options)
                .<Outcome>failurePolicy(probe -> probe.failed() || isFault(probe.result()) || wasNone(probe.result()))
                .openHandler(nothing -> change(BreakerState.OPEN))
                .halfOpenHandler(nothing -> change(BreakerState.HALF_OPEN))
                .closeHandler(nothing -> change(BreakerState.CLOSED));
    }

    /** True if a call may start now. */
    boolean lets() {
        return state == BreakerState.CLOSED || (state == BreakerState.HALF_OPEN && !probing);
    }

    BreakerState state() {
        return state;
    }

    boolean probing() {
        return probing;
    }

    /**
     * A call starts. Only after {@link #lets}.
     *
     * @param answer what the call will come to
     * @return the ticket to hand to {@link #ended}
     */
    int started(Future<Outcome> answer) {
        if (state == BreakerState.CLOSED) {
            return ticket;
        }
        probing = true;
        circuit.<Outcome>execute(() -> answer);
        return PROBE;
    }

    /** A call has come to something. */
    void ended(int startedWith, Outcome outcome) {
        boolean fault = isFault(outcome);
        if (fault) {
            lastFault = outcome.failure();
        }
        if (startedWith != ticket || state != BreakerState.CLOSED || wasNone(outcome)) {
            return;
        }
        window.record(fault);
        if (fault && window.failureRate() >= config.failureRate()) {
            circuit.open();
        }
    }

    /** The provider, the way to it or our account is at fault; not the message, and not our speed. */
    static boolean isFault(Outcome outcome) {
        if (outcome instanceof Outcome.Unknown) {
            return true;
        }
        if (outcome instanceof Outcome.Deferred deferred) {
            FailureClass kind = deferred.failure().kind();
            return kind == FailureClass.NETWORK || kind == FailureClass.PROVIDER || kind == FailureClass.SENDER_CONFIG;
        }
        return false;
    }

    /** A call that was given up before it left says nothing about the provider, and a probe must say something. */
    private static boolean wasNone(Outcome outcome) {
        return outcome instanceof Outcome.NotTried;
    }

    private void change(BreakerState to) {
        BreakerState from = state;
        state = to;
        probing = false;
        if (to == BreakerState.OPEN) {
            ticket++;
            window.clear();
        }
        changes.changed(from, to, to == BreakerState.OPEN ? lastFault : null);
    }
}
