package io.emailservice.delivery;

import io.emailservice.message.Failure;
import io.emailservice.message.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Turns the outcome of an attempt into what happens next. Pure: time, chance and the state of other accounts come in.
 *
 * <p>A throttle or an account that was not tried burns no attempt; an unknown outcome is never followed by another
 * attempt here, only by a look-up; a wait that the provider names wins over our backoff.
 */
final class Retry {
    private final DeliveryConfig config;

    Retry(DeliveryConfig config) {
        this.config = config;
    }

    /**
     * What follows an outcome.
     *
     * @param alternative whether another account may take the message now
     */
    Decision decide(Outcome outcome, Patience patience, boolean alternative) {
        return outcome.match(new Outcome.Cases<>() {
            @Override
            public Decision accepted(Outcome.Accepted accepted) {
                return new Decision.Sent(accepted.providerMessageId());
            }

            @Override
            public Decision rejected(Outcome.Rejected rejected) {
                return new Decision.Reject(rejected.failure());
            }

            @Override
            public Decision unknown(Outcome.Unknown unknown) {
                return new Decision.Ask(unknown.failure(), config.settleInterval());
            }

            @Override
            public Decision throttled(Outcome.Throttled throttled) {
                Duration delay = bounded(throttled.retryAfter(), config.throttleDelay());
                return new Decision.Again(throttled.failure(), delay, false);
            }

            @Override
            public Decision notTried(Outcome.NotTried notTried) {
                if (alternative) {
                    return new Decision.FailOver(notTried.failure());
                }
                Duration delay = bounded(notTried.retryAfter(), config.closedLaneDelay());
                return new Decision.Again(notTried.failure(), delay, false);
            }

            @Override
            public Decision deferred(Outcome.Deferred deferred) {
                if (alternative) {
                    return new Decision.FailOver(deferred.failure());
                }
                if (patience.exhausted()) {
                    return new Decision.GiveUp(deferred.failure());
                }
                return new Decision.Again(deferred.failure(), patience.wait(patience.attemptsMade() + 1), true);
            }
        });
    }

    /** The provider's wish within our limit, or the fallback if it named none. */
    private Duration bounded(@Nullable Duration wish, Duration fallback) {
        if (wish == null || wish.isNegative() || wish.isZero()) {
            return fallback;
        }
        return wish.compareTo(config.maxDelay()) > 0 ? config.maxDelay() : wish;
    }

    /** What happens next. */
    sealed interface Decision {
        /** Done: the provider has it. */
        record Sent(String providerMessageId) implements Decision {}

        /** Over: it will never be taken. */
        record Reject(Failure failure) implements Decision {}

        /** Over: no attempts are left. */
        record GiveUp(Failure failure) implements Decision {}

        /** At once, through another account; certain that nothing was sent. */
        record FailOver(Failure failure) implements Decision {}

        /** After a while, through whatever account is open then. */
        record Again(Failure failure, Duration delay, boolean counted) implements Decision {}

        /** The provider may have it: ask before anything else. */
        record Ask(Failure failure, Duration delay) implements Decision {}
    }
}
