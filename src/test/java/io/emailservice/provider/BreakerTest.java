package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.testing.Failures;
import io.emailservice.testing.Outgoing;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerTest {
    private static final Outcome GIVEN_UP =
            new Outcome.NotTried(Duration.ofSeconds(1), new Failure(FailureClass.THROTTLE, "fenced", ""));

    private final SenderFixture sender = new SenderFixture(SenderFixture.config(100, 100));

    @AfterEach
    void close() {
        sender.close();
    }

    @Test
    void opensWhenMostCallsAreFaults() {
        calls(100, 6);

        assertThat(sender.account.state()).isEqualTo(BreakerState.OPEN);
        assertThat(sender.account.accepting()).isFalse();
        assertThat(sender.account.untilAccepting()).isPositive();
        assertThat(sender.heard).containsExactly("main closed>open http_500");
    }

    @Test
    void staysClosedWhenFewCallsAreFaults() {
        calls(200, 4);

        assertThat(sender.account.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(sender.provider.calls).hasSize(200);
    }

    @Test
    void staysClosedWithFewCalls() {
        calls(9, 10);

        assertThat(sender.account.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void staysClosedWhenThrottledOrRejected() {
        sender.provider.answering(new Outcome.Throttled(null, new Failure(FailureClass.THROTTLE, "http_429", "")));
        calls(50);
        sender.provider.answering(FakeAdapter.REJECTED);
        calls(50);

        assertThat(sender.account.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void learnsNothingFromACallThatWasGivenUpBeforeItLeft() {
        sender.provider.answering(GIVEN_UP);
        calls(10);
        sender.provider.answering(FakeAdapter.FAULT);
        calls(9);

        assertThat(sender.account.state()).isEqualTo(BreakerState.CLOSED);
        calls(1);
        assertThat(sender.account.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void staysOpenAfterAProbeThatWasGivenUpBeforeItLeft() {
        open();
        awaitState(BreakerState.HALF_OPEN);
        sender.provider.answering(GIVEN_UP);

        assertThat(sender.outcome(Outgoing.message())).isEqualTo(GIVEN_UP);
        await().until(() -> sender.heard.contains("main half_open>open http_500"));
        awaitState(BreakerState.HALF_OPEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"NETWORK", "PROVIDER", "SENDER_CONFIG"})
    void opensForWhateverKeepsTheAccountFromSending(FailureClass kind) {
        sender.provider.answering(new Outcome.Deferred(new Failure(kind, "code", "text")));
        calls(10);

        assertThat(sender.account.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void triesNothingWhileOpen() {
        open();
        int before = sender.provider.calls.size();
        Outcome outcome = sender.outcome(Outgoing.message());

        assertThat(outcome).isInstanceOf(Outcome.NotTried.class);
        assertThat(Failures.of(outcome).code()).isEqualTo("breaker_open");
        assertThat(((Outcome.NotTried) outcome).retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(sender.provider.calls).hasSize(before);
    }

    @Test
    void letsExactlyOneProbeThrough() {
        open();
        sender.provider.holding();
        awaitState(BreakerState.HALF_OPEN);
        assertThat(sender.account.accepting()).isTrue();
        int before = sender.provider.calls.size();
        Future<Outcome> probe = sender.send(Outgoing.message());

        assertThat(sender.account.accepting()).isFalse();
        assertThat(sender.outcome(Outgoing.message())).isInstanceOf(Outcome.NotTried.class);
        assertThat(sender.outcome(Outgoing.message())).isInstanceOf(Outcome.NotTried.class);
        assertThat(sender.provider.calls).hasSize(before + 1);
        assertThat(probe.isComplete()).isFalse();
    }

    @Test
    void closesAfterAGoodProbe() {
        open();
        awaitState(BreakerState.HALF_OPEN);
        sender.provider.answering(FakeAdapter.ACCEPTED);

        assertThat(sender.outcome(Outgoing.message())).isEqualTo(FakeAdapter.ACCEPTED);
        awaitState(BreakerState.CLOSED);
        calls(50);
        assertThat(sender.heard)
                .containsExactly("main closed>open http_500", "main open>half_open", "main half_open>closed");
    }

    @Test
    void opensAgainAfterABadProbeAndAsksAgainLater() {
        open();
        awaitState(BreakerState.HALF_OPEN);
        assertThat(sender.outcome(Outgoing.message())).isEqualTo(FakeAdapter.FAULT);

        await().until(() -> sender.heard.contains("main half_open>open http_500"));
        awaitState(BreakerState.HALF_OPEN);
    }

    @Test
    void opensAgainWhenTheProbeHangs() {
        open();
        awaitState(BreakerState.HALF_OPEN);
        sender.provider.holding();
        Future<Outcome> probe = sender.send(Outgoing.message());
        sender.clock.advance(Duration.ofSeconds(31));
        sender.sweep();

        assertThat(Failures.of(SenderFixture.get(probe)).code()).isEqualTo("no_answer");
        await().until(() -> sender.heard.contains("main half_open>open no_answer"));
    }

    @Test
    void isNotClosedByACallFromBeforeItOpened() {
        sender.provider.holding();
        Future<Outcome> straggler = sender.send(Outgoing.message());
        open();
        awaitState(BreakerState.HALF_OPEN);
        sender.end(0, FakeAdapter.ACCEPTED);

        assertThat(SenderFixture.get(straggler)).isEqualTo(FakeAdapter.ACCEPTED);
        assertThat(sender.account.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(sender.account.accepting()).isTrue();
    }

    @Test
    void isNotOpenedAgainByCallsFromBeforeItOpened() {
        sender.provider.holding();
        for (int i = 0; i < 20; i++) {
            assertThat(sender.send(Outgoing.message()).isComplete()).isFalse();
        }
        open();
        awaitState(BreakerState.HALF_OPEN);
        sender.provider.answering(FakeAdapter.ACCEPTED);
        assertThat(sender.outcome(Outgoing.message())).isEqualTo(FakeAdapter.ACCEPTED);
        awaitState(BreakerState.CLOSED);
        for (int i = 0; i < 20; i++) {
            sender.end(i, FakeAdapter.FAULT);
        }

        assertThat(sender.account.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void givesBackWhatWaitsWhenItOpens() {
        sender.provider.holding();
        List<Future<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            answers.add(sender.send(Outgoing.message()));
        }
        for (int i = 0; i < 10; i++) {
            sender.end(i, FakeAdapter.FAULT);
        }

        assertThat(sender.account.state()).isEqualTo(BreakerState.OPEN);
        assertThat(sender.provider.calls).hasSize(109);
        assertThat(answers.subList(109, 120)).allMatch(answer -> answer.result() instanceof Outcome.NotTried);
    }

    private void open() {
        sender.provider.answering(FakeAdapter.FAULT);
        calls(10);
        assertThat(sender.account.state()).isEqualTo(BreakerState.OPEN);
    }

    private void awaitState(BreakerState state) {
        await().until(() -> sender.account.state() == state);
    }

    private void calls(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(sender.outcome(Outgoing.message())).isNotNull();
        }
    }

    /** Evenly mixed, so that no run of faults or successes decides. */
    private void calls(int count, int faultsInTen) {
        for (int i = 0; i < count; i++) {
            boolean fault = i * faultsInTen % 10 + faultsInTen >= 10;
            sender.provider.answering(fault ? FakeAdapter.FAULT : FakeAdapter.ACCEPTED);
            assertThat(sender.outcome(Outgoing.message())).isNotNull();
        }
    }
}
