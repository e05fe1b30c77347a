package io.emailservice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.delivery.Retry.Decision;
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
        assertThat(retry.decide(new Outcome.Accepted("id-1"), FIRST, true)).isEqualTo(new Decision.Sent("id-1"));
    }

    @Test
    void aRejectionIsFinalEvenWithAttemptsLeft() {
        assertThat(retry.decide(new Outcome.Rejected(FAILURE), FIRST, true)).isEqualTo(new Decision.Reject(FAILURE));
    }

    @Test
    void anUnknownOutcomeIsAskedAboutAndNeverFailsOver() {
        assertThat(retry.decide(new Outcome.Unknown(FAILURE), LAST, true))
                .isEqualTo(new Decision.Ask(FAILURE, Duration.ofSeconds(4)));
    }

    @Test
    void aThrottleBurnsNoAttemptAndKeepsItsAccount() {
        assertThat(retry.decide(new Outcome.Throttled(null, FAILURE), LAST, true))
                .isEqualTo(new Decision.Again(FAILURE, Duration.ofSeconds(2), false));
    }

    @Test
    void theProvidersOwnWaitWinsWithinTheLimit() {
        assertThat(retry.decide(new Outcome.Throttled(Duration.ofSeconds(7), FAILURE), FIRST, false))
                .isEqualTo(new Decision.Again(FAILURE, Duration.ofSeconds(7), false));
        assertThat(retry.decide(new Outcome.Throttled(Duration.ofHours(9), FAILURE), FIRST, false))
                .isEqualTo(new Decision.Again(FAILURE, Duration.ofMinutes(1), false));
    }

    @Test
    void anAccountThatWasNotTriedFailsOverOrWaitsWithoutBurningAnAttempt() {
        Outcome notTried = new Outcome.NotTried(Duration.ofSeconds(5), FAILURE);

        assertThat(retry.decide(notTried, LAST, true)).isEqualTo(new Decision.FailOver(FAILURE));
        assertThat(retry.decide(notTried, LAST, false))
                .isEqualTo(new Decision.Again(FAILURE, Duration.ofSeconds(5), false));
    }

    @Test
    void aDeferralFailsOverThenBacksOffThenGivesUp() {
        Outcome deferred = new Outcome.Deferred(FAILURE);

        assertThat(retry.decide(deferred, FIRST, true)).isEqualTo(new Decision.FailOver(FAILURE));
        assertThat(retry.decide(deferred, FIRST, false))
                .isEqualTo(new Decision.Again(FAILURE, Duration.ofSeconds(10), true));
        assertThat(retry.decide(deferred, LAST, false)).isEqualTo(new Decision.GiveUp(FAILURE));
    }

    private static Patience patience(int attemptsMade) {
        return new Patience(attemptsMade, 3, attempt -> Duration.ofSeconds(10L * attempt));
    }
}
