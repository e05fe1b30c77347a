package io.emailservice.provider;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether an account may be called: its circuit is not open, and the provider asked for no pause. Keeps the
 * {@link AccountState} up to date and tells the listener. Has one owner thread.
 */
final class AccountGate {
    private static final Logger LOG = LoggerFactory.getLogger(AccountGate.class);
    /** Shortest wait that a message given back is told: less would only turn in circles. */
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private final AccountState state;
    private final SenderConfig config;
    private final ProviderListener listener;
    private final Breaker breaker;
    private boolean wasPaused;

    AccountGate(Vertx vertx, Clock clock, AccountState state, SenderConfig config, ProviderListener listener) {
        this.state = state;
        this.config = config;
        this.listener = listener;
        this.breaker =
                new Breaker(vertx, state.name(), config.breaker(), config.answerWithin(), clock, this::breakerChanged);
    }

    String account() {
        return state.name();
    }

    SenderConfig config() {
        return config;
    }

    /** Null if a call may start now. */
    @Nullable
    Outcome refusal() {
        if (!breaker.lets()) {
            return notTried(FailureClass.PROVIDER, "breaker_open", "the provider was at fault too often");
        }
        if (state.paused()) {
            return notTried(FailureClass.THROTTLE, "account_paused", "the provider asked for a pause");
        }
        return null;
    }

    /** An answer for a message that was not tried. */
    Outcome notTried(FailureClass kind, String code, String text) {
        Duration until = state.untilAccepting();
        Duration wait = until.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : until;
        return new Outcome.NotTried(wait, new Failure(kind, code, text));
    }

    /** A call starts; see {@link Breaker#started}. */
    int started(Future<Outcome> answer) {
        int ticket = breaker.started(answer);
        state.probing(breaker.probing());
        return ticket;
    }

    /** A call has come to something. */
    void ended(int ticket, Outcome outcome) {
        breaker.ended(ticket, outcome);
        if (outcome instanceof Outcome.Throttled throttled && throttled.retryAfter() != null) {
            pause(throttled.retryAfter(), throttled.failure());
        }
    }

    /** Notices that a pause is over. To be called every now and then. */
    void tick() {
        if (wasPaused && !state.paused()) {
            wasPaused = false;
            LOG.info("provider.resumed account={}", state.name());
            listener.resumed(state);
        }
    }

    private void pause(Duration wish, Failure cause) {
        Duration pause = wish.compareTo(config.maxPause()) > 0 ? config.maxPause() : wish;
        if (state.pause(pause)) {
            wasPaused = true;
            LOG.warn("provider.paused account={} pause_ms={} code={}", state.name(), pause.toMillis(), cause.code());
            listener.paused(state, pause, cause);
        }
    }

    private void breakerChanged(BreakerState from, BreakerState to, @Nullable Failure cause) {
        state.breaker(to, config.breaker().openFor());
        LOG.warn(
                "provider.breaker account={} from={} to={} cause={}",
                state.name(),
                from.wire(),
                to.wire(),
                cause == null ? "-" : cause.kind().wire() + "/" + cause.code());
        listener.breakerChanged(state, from, to, cause);
    }
}
