package io.emailservice.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.provider.PostVerdict;
import io.emailservice.testing.TestClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalTest {
    /** Those that a repetition to SNS' endpoint can't heal: it gives up at a 4xx. */
    private static final Set<Refusal> OUR_FAULT_OR_PASSING = Set.of(
            Refusal.SLOW,
            Refusal.CUT_OFF,
            Refusal.BUSY,
            Refusal.NOT_CONFIGURED,
            Refusal.TOO_NEW,
            Refusal.UNCHECKED,
            Refusal.NOT_STORED,
            Refusal.NOT_CONFIRMED,
            Refusal.BUG);

    @ParameterizedTest
    @EnumSource(PostVerdict.Cause.class)
    void everyCauseOfACheckIsOne(PostVerdict.Cause cause) {
        assertThat(Refusal.of(cause).wire()).isEqualTo(cause.wire());
    }

    @Test
    void snsIsAskedToComeAgainExactlyWhereItHelps() {
        assertThat(Arrays.stream(Refusal.values()).filter(refusal -> refusal.status(Sender.SES) >= 500))
                .containsExactlyInAnyOrderElementsOf(OUR_FAULT_OR_PASSING);
    }

    @Test
    void mailgunIsNeverToldToGiveUpForOurFault() {
        assertThat(Arrays.stream(Refusal.values()).filter(refusal -> refusal.status(Sender.MAILGUN) == 406))
                .doesNotContainAnyElementsOf(OUR_FAULT_OR_PASSING)
                .doesNotContain(Refusal.BAD_SIGNATURE, Refusal.UNKNOWN_ACCOUNT);
    }

    @Test
    void aRiseIsNoticedOnceAWindow() {
        TestClock clock = TestClock.create();
        RefusalWatch watch = new RefusalWatch(2, Duration.ofMinutes(1), clock);

        assertThat(watch.note(Sender.SES)).isFalse();
        assertThat(watch.note(Sender.MAILGUN)).isFalse();
        assertThat(watch.note(Sender.SES)).isTrue();
        assertThat(watch.note(Sender.SES)).isFalse();
        clock.advance(Duration.ofMinutes(2));
        assertThat(watch.note(Sender.SES)).isFalse();
        assertThat(watch.note(Sender.SES)).isTrue();
    }

    @Test
    void postsInHandNeverExceedTheirBounds() {
        PostsInHand inHand = new PostsInHand(1, 10);

        assertThat(inHand.enter()).isTrue();
        assertThat(inHand.enter()).isFalse();
        assertThat(inHand.grow(8)).isTrue();
        assertThat(inHand.grow(3)).isFalse();
        inHand.leave(8);
        assertThat(inHand.enter()).isTrue();
        assertThat(inHand.grow(10)).isTrue();
        assertThat(inHand.posts()).isEqualTo(1);
    }
}
