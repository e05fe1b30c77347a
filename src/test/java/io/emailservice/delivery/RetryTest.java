package io.emailservice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final Failure FAILURE = new Failure(FailureClass.NETWORK, "refused", "connection refused");
    private static final Patience FIRST = patience(0);
    private static final Patience LAST = patience(2);

    private final DeliveryConfig config =
            Configs.delivery("{throttleDelay: 2s, closedLaneDelay: 3s, maxDelay: 1m, uncertain: {interval: 4s}}");
    private final Retry retry = new Retry(config);

    @Test
    void anAcceptedMessageIsSent() {
        assertThat(retry.after(new Outcome.Accepted("id-1"), FIRST, () -> true)).isEqualTo(Step.sent("id-1"));
    }

    @Test
    void aRejectionIsFinalEvenWithAttemptsLeft() {
        assertThat(retry.after(new Outcome.Rejected(FAILURE), FIRST, () -> true))
                .isEqualTo(Step.rejected(FAILURE));
    }

    @Test
    void anUnknownOutcomeIsAskedAboutAndNeverFailsOver() {
        assertThat(retry.after(new Outcome.Unknown(FAILURE), LAST, () -> true))
                .isEqualTo(Step.uncertain(FAILURE, Duration.ofSeconds(4)));
    }

    @Test
    void aThrottleBurnsNoAttemptAndKeepsItsAccount() {
        assertThat(retry.after(new Outcome.Throttled(null, FAILURE), LAST, () -> true))
                .isEqualTo(Step.again(FAILURE, Duration.ofSeconds(2), false));
    }

    @Test
    void theProvidersOwnWaitWinsWithinTheLimit() {
        assertThat(retry.after(new Outcome.Throttled(Duration.ofSeconds(7), FAILURE), FIRST, () -> false))
                .isEqualTo(Step.again(FAILURE, Duration.ofSeconds(7), false));
        assertThat(retry.after(new Outcome.Throttled(Duration.ofHours(9), FAILURE), FIRST, () -> false))
                .isEqualTo(Step.again(FAILURE, Duration.ofMinutes(1), false));
    }

    @Test
    void anAccountThatWasNotTriedFailsOverOrWaitsWithoutBurningAnAttempt() {
        Outcome notTried = new Outcome.NotTried(Duration.ofSeconds(5), FAILURE);

        assertThat(retry.after(notTried, LAST, () -> true)).isEqualTo(Step.failOver(FAILURE));
        assertThat(retry.after(notTried, LAST, () -> false))
                .isEqualTo(Step.again(FAILURE, Duration.ofSeconds(5), false));
    }

    @Test
    void anAccountThatIsOnlyBusyKeepsItsMessages() {
        Failure busy = new Failure(FailureClass.THROTTLE, "account_busy", "no permit came free in time");
        Outcome notTried = new Outcome.NotTried(Duration.ofSeconds(5), busy);

        assertThat(retry.after(notTried, LAST, () -> true)).isEqualTo(Step.again(busy, Duration.ofSeconds(5), false));
    }

    @Test
    void aDeferralFailsOverThenBacksOffThenGivesUp() {
        Outcome deferred = new Outcome.Deferred(FAILURE);

        assertThat(retry.after(deferred, FIRST, () -> true)).isEqualTo(Step.failOver(FAILURE));
        assertThat(retry.after(deferred, FIRST, () -> false))
                .isEqualTo(Step.again(FAILURE, Duration.ofSeconds(10), true));
        assertThat(retry.after(deferred, LAST, () -> false)).isEqualTo(Step.failed(FAILURE));
    }

    private static Patience patience(int attemptsMade) {
        return new Patience(attemptsMade, 3, attempt -> Duration.ofSeconds(10L * attempt));
    }
}
