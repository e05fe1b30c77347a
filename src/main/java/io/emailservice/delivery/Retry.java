package io.emailservice.delivery;

import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the outcome of an attempt into the message's next step. Pure: time, chance and the state of other accounts come
 * in.
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
     * @param alternative whether another account may take the message now; asked only where it matters
     */
    Step after(Outcome outcome, Patience patience, BooleanSupplier alternative) {
        return outcome.match(new Outcome.Cases<>() {
            @Override
            public Step accepted(Outcome.Accepted accepted) {
                return Step.sent(accepted.providerMessageId());
            }

            @Override
            public Step rejected(Outcome.Rejected rejected) {
                return Step.rejected(rejected.failure());
            }

            @Override
            public Step unknown(Outcome.Unknown unknown) {
                return Step.uncertain(unknown.failure(), config.settleInterval());
            }

            @Override
            public Step throttled(Outcome.Throttled throttled) {
                Duration delay = bounded(throttled.retryAfter(), config.throttleDelay());
                return Step.again(throttled.failure(), delay, false);
            }

            @Override
            public Step notTried(Outcome.NotTried notTried) {
                if (!busy(notTried) && alternative.getAsBoolean()) {
                    return Step.failOver(notTried.failure());
                }
                Duration delay = bounded(notTried.retryAfter(), config.closedLaneDelay());
                return Step.again(notTried.failure(), delay, false);
            }

            @Override
            public Step deferred(Outcome.Deferred deferred) {
                if (alternative.getAsBoolean()) {
                    return Step.failOver(deferred.failure());
                }
                if (patience.exhausted()) {
                    return Step.failed(deferred.failure());
                }
                return Step.again(deferred.failure(), patience.delayAfterThisAttempt(), true);
            }
        });
    }

    /** An account that has its hands full is not out of order: its messages wait for it. */
    private static boolean busy(Outcome.NotTried notTried) {
        return notTried.failure().kind() == FailureClass.THROTTLE;
    }

    /** The provider's wish within our limit, or the fallback if it named none. */
    private Duration bounded(@Nullable Duration wish, Duration fallback) {
        if (wish == null || wish.isNegative() || wish.isZero()) {
            return fallback;
        }
        return wish.compareTo(config.maxDelay()) > 0 ? config.maxDelay() : wish;
    }
}
