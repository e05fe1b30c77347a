package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.Stream;
import io.emailservice.testing.Failures;
import io.emailservice.testing.Outgoing;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SenderTest {
    private @Nullable SenderFixture fixture;

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void keepsNoMoreCallsUnderWayThanPermitted() {
        SenderFixture sender = sender(2, 10);
        List<Future<Outcome>> answers = send(sender, 5);
        assertThat(sender.provider.calls).hasSize(2);
        assertThat(sender.gauge("in_flight")).isEqualTo(2);
        assertThat(sender.gauge("waiting")).isEqualTo(3);

        sender.end(0, FakeAdapter.ACCEPTED);
        assertThat(sender.provider.calls).hasSize(3);
        assertThat(answers.get(0).isComplete()).isTrue();
        assertThat(answers.get(1).isComplete()).isFalse();
    }

    @Test
    void asksForTheLastWordWhenAWaitingCallIsAboutToStart() {
        SenderFixture sender = sender(1, 10);
        List<Future<Outcome>> answers = send(sender, 2);
        Failure held = new Failure(FailureClass.THROTTLE, "held", "held: wrong price");
        sender.objection = held;

        sender.end(0, FakeAdapter.ACCEPTED);
        assertThat(sender.provider.calls).hasSize(1);
        assertThat(answers.get(1).result()).isEqualTo(new Outcome.NotTried(Duration.ofSeconds(1), held));
        assertThat(sender.gauge("in_flight")).isZero();
    }

    @Test
    void givesBackWhatMustNotBeSentWithoutWaitingForItsTurn() {
        SenderFixture sender = sender(1, 10);
        List<Future<Outcome>> answers = send(sender, 3);
        sender.objection = new Failure(FailureClass.THROTTLE, "held", "held: wrong price");

        sender.sweep();

        assertThat(answers.get(0).isComplete()).isFalse();
        assertThat(answers.get(1).isComplete()).isTrue();
        assertThat(answers.get(2).isComplete()).isTrue();
        assertThat(sender.gauge("waiting")).isZero();
    }

    @Test
    void servesFirstComeFirst() {
        SenderFixture sender = sender(1, 10);
        List<OutgoingMessage> messages = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            messages.add(Outgoing.message());
            assertThat(sender.send(messages.get(i)).isComplete()).isFalse();
        }
        for (int i = 0; i < 4; i++) {
            sender.end(i, FakeAdapter.ACCEPTED);
        }

        assertThat(sender.provider.calls).extracting(FakeAdapter.Call::message).isEqualTo(messages);
    }

    @Test
    void servesTransactionalBeforeBulk() {
        SenderFixture sender = sender(1, 10);
        OutgoingMessage reset = new Outgoing().stream(Stream.TRANSACTIONAL).build();
        for (int i = 0; i < 5; i++) {
            assertThat(sender.send(new Outgoing().stream(Stream.BULK).build()).isComplete())
                    .isFalse();
        }
        assertThat(sender.send(reset).isComplete()).isFalse();
        sender.end(0, FakeAdapter.ACCEPTED);

        assertThat(sender.provider.calls.get(1).message()).isSameAs(reset);
    }

    @Test
    void makesNoAttemptThatIsTooOld() {
        SenderFixture sender = sender(1, 10);
        OutgoingMessage stale = until(sender.clock.instant());
        OutgoingMessage waits = until(sender.clock.instant().plusSeconds(2));
        assertNotTried(sender.send(stale), "fenced");

        assertThat(sender.send(until(Instant.MAX)).isComplete()).isFalse();
        Future<Outcome> answer = sender.send(waits);
        sender.clock.advance(Duration.ofSeconds(2));
        sender.end(0, FakeAdapter.ACCEPTED);
        assertNotTried(answer, "fenced");
        assertThat(sender.provider.calls).hasSize(1);
        assertThat(sender.gauge("in_flight")).isZero();
    }

    private static OutgoingMessage until(Instant callBefore) {
        OutgoingMessage message = Outgoing.message();
        return new OutgoingMessage(message.id(), message.request(), message.rendered(), callBefore);
    }

    @Test
    void givesBackWhatFindsNoPlaceToWait() {
        SenderFixture sender = sender(1, 1);
        List<Future<Outcome>> answers = send(sender, 3);

        assertNotTried(answers.get(2), "account_busy");
        assertThat(sender.counted("not_tried")).isEqualTo(1);
    }

    @Test
    void givesBackWhatWaitedTooLong() {
        SenderFixture sender = sender(1, 10);
        List<Future<Outcome>> answers = send(sender, 2);
        sender.clock.advance(Duration.ofSeconds(4));
        sender.sweep();
        assertThat(answers.get(1).isComplete()).isFalse();

        sender.clock.advance(Duration.ofSeconds(1));
        sender.sweep();
        assertNotTried(answers.get(1), "account_busy");
        assertThat(sender.provider.calls).hasSize(1);
    }

    @Test
    void answersForACallThatHangsButKeepsItsPermit() {
        SenderFixture sender = sender(1, 10);
        Future<Outcome> hanging = sender.send(Outgoing.message());
        sender.clock.advance(Duration.ofSeconds(31));
        sender.sweep();
        assertThat(SenderFixture.get(hanging)).isInstanceOf(Outcome.Unknown.class);

        Future<Outcome> next = sender.send(Outgoing.message());
        assertThat(sender.provider.calls).hasSize(1);
        sender.end(0, FakeAdapter.ACCEPTED);
        assertThat(sender.provider.calls).hasSize(2);
        assertThat(next.isComplete()).isFalse();
        assertThat(sender.counted("unknown")).isEqualTo(1);
    }

    @Test
    void pausesTheAccountAsLongAsTheProviderAsks() {
        SenderFixture sender = sender(10, 10);
        sender.provider.answering(FakeAdapter.throttled(Duration.ofSeconds(90)));
        assertThat(sender.outcome(Outgoing.message())).isInstanceOf(Outcome.Throttled.class);
        assertThat(sender.account.accepting()).isFalse();
        assertThat(sender.account.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(sender.account.untilAccepting()).isEqualTo(Duration.ofSeconds(90));
        Future<Outcome> refused = sender.send(Outgoing.message());
        assertNotTried(refused, "account_paused");
        assertThat(((Outcome.NotTried) SenderFixture.get(refused)).retryAfter()).isEqualTo(Duration.ofSeconds(90));

        sender.clock.advance(Duration.ofSeconds(90));
        sender.sweep();
        sender.provider.answering(FakeAdapter.ACCEPTED);
        assertThat(sender.outcome(Outgoing.message())).isEqualTo(FakeAdapter.ACCEPTED);
        assertThat(sender.heard).containsExactly("main paused PT1M30S http_429", "main resumed");
    }

    @Test
    void pausesNoLongerThanConfigured() {
        SenderFixture sender = sender(10, 10);
        sender.provider.answering(FakeAdapter.throttled(Duration.ofHours(20)));
        assertThat(sender.outcome(Outgoing.message())).isInstanceOf(Outcome.Throttled.class);

        assertThat(sender.account.untilAccepting()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void tellsOfOnePauseOnce() {
        SenderFixture sender = sender(10, 10);
        assertThat(send(sender, 5)).hasSize(5);
        for (int i = 0; i < 5; i++) {
            sender.end(i, FakeAdapter.throttled(Duration.ofSeconds(60)));
        }

        assertThat(sender.heard).containsExactly("main paused PT1M http_429");
    }

    @Test
    void failsButGoesOnWhenTheAdapterBreaks() {
        SenderFixture sender = sender(1, 10);
        sender.provider.throwing(new IllegalStateException("bug"));
        Future<Outcome> broken = sender.send(Outgoing.message());
        assertThat(broken.failed()).isTrue();

        sender.provider.answering(FakeAdapter.ACCEPTED);
        assertThat(sender.outcome(Outgoing.message())).isEqualTo(FakeAdapter.ACCEPTED);
    }

    @Test
    void survivesALongLineOfCallsThatEndAtOnce() {
        SenderFixture sender = sender(1, 50_000);
        List<Future<Outcome>> answers = send(sender, 20_000);
        sender.provider.answering(FakeAdapter.ACCEPTED);
        sender.end(0, FakeAdapter.ACCEPTED);

        assertThat(answers).allMatch(Future::succeeded);
        assertThat(sender.gauge("in_flight")).isZero();
    }

    @Test
    void drains() {
        SenderFixture sender = sender(1, 10);
        List<Future<Outcome>> answers = send(sender, 2);
        Future<Void> drained = sender.drain();
        assertNotTried(answers.get(1), "stopping");
        assertNotTried(sender.send(Outgoing.message()), "stopping");
        assertThat(drained.isComplete()).isFalse();

        sender.end(0, FakeAdapter.ACCEPTED);
        assertThat(drained.succeeded()).isTrue();
        assertThat(answers.get(0).result()).isEqualTo(FakeAdapter.ACCEPTED);
    }

    @Test
    void doesNotWaitForHangingCallsToDrain() {
        SenderFixture sender = sender(1, 10);
        assertThat(sender.send(Outgoing.message()).isComplete()).isFalse();
        Future<Void> drained = sender.drain();
        sender.clock.advance(Duration.ofSeconds(31));
        sender.sweep();

        assertThat(drained.succeeded()).isTrue();
    }

    private SenderFixture sender(int concurrency, int maxWaiting) {
        SenderFixture made = new SenderFixture(SenderFixture.config(concurrency, maxWaiting));
        fixture = made;
        return made;
    }

    private static List<Future<Outcome>> send(SenderFixture sender, int count) {
        List<Future<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(sender.send(Outgoing.message()));
        }
        return answers;
    }

    private static void assertNotTried(Future<Outcome> answer, String code) {
        Outcome outcome = SenderFixture.get(answer);
        assertThat(outcome).isInstanceOf(Outcome.NotTried.class);
        assertThat(Failures.of(outcome).code()).isEqualTo(code);
    }
}
