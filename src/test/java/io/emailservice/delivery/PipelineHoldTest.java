package io.emailservice.delivery;

import static io.emailservice.delivery.PipelineScene.accepted;
import static io.emailservice.delivery.PipelineScene.again;
import static io.emailservice.delivery.PipelineScene.deferred;
import static io.emailservice.delivery.PipelineScene.unknown;
import static io.emailservice.delivery.PipelineScene.work;
import static io.emailservice.testing.Requests.request;
import static io.emailservice.testing.SomeHolds.hold;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.ActiveHolds;
import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Hold.Action;
import io.emailservice.message.HoldScope.Kind;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.provider.Lookup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineHoldTest {
    private static final SendRequest REQUEST = request(Stream.TRANSACTIONAL);
    private static final Verdict.Later HELD = new Verdict.Later(Duration.ofSeconds(1), false, "held: wrong price");

    private final PipelineScene scene = new PipelineScene();

    @Test
    void aHeldMessageIsStoredAndItsJobWaitsUncounted() {
        stop(Kind.RECIPIENT_DOMAIN, "inbox.example.com", Action.HOLD);

        assertThat(scene.deliver(work(REQUEST))).isEqualTo(HELD);
        assertThat(scene.deliver(again(REQUEST, 0))).isEqualTo(HELD);
        assertThat(scene.stored().state()).isEqualTo(MessageState.QUEUED);
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED);
        assertThat(scene.links.calls).isEmpty();
    }

    @Test
    void aLiftedMessageIsSent() {
        stop(Kind.RECIPIENT_DOMAIN, "inbox.example.com", Action.HOLD);
        assertThat(scene.deliver(work(REQUEST))).isEqualTo(HELD);
        scene.holds = ActiveHolds.NONE;
        scene.links.answer("a", accepted("id-1"));

        assertThat(scene.deliver(again(REQUEST, 0))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.stored().state()).isEqualTo(MessageState.SENT);
        assertThat(scene.stored().attempt()).isEqualTo(1);
    }

    @Test
    void aCancelledMessageIsStoredAsSuchAndItsJobIsOver() {
        stop(Kind.TENANT, "default", Action.CANCEL);

        Verdict verdict = scene.deliver(work(REQUEST));

        assertThat(verdict).isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.CANCELLED, null, null, false));
        assertThat(scene.stored().state()).isEqualTo(MessageState.CANCELLED);
        assertThat(String.valueOf(scene.stored().failure())).endsWith("wrong price");
        assertThat(scene.links.calls).isEmpty();
    }

    @Test
    void aRetryIsHeldAsWell() {
        scene.accounts.close("b");
        scene.links.answer("a", deferred());
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        stop(Kind.TENANT, "default", Action.HOLD);

        assertThat(scene.deliver(again(REQUEST, 1))).isEqualTo(HELD);
        assertThat(scene.stored().state()).isEqualTo(MessageState.DEFERRED);
        assertThat(scene.links.calls).containsExactly("a");
    }

    @Test
    void aRetryIsCancelledAsWell() {
        scene.accounts.close("b");
        scene.links.answer("a", deferred());
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        stop(Kind.TENANT, "default", Action.CANCEL);

        assertThat(scene.deliver(again(REQUEST, 1))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.stored().state()).isEqualTo(MessageState.CANCELLED);
        assertThat(scene.events())
                .containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_DEFERRED, EventType.MESSAGE_CANCELLED);
    }

    @Test
    void anUncertainMessageIsSettledUnderAHoldButNotSentAgain() {
        scene.links.answer("a", unknown());
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        stop(Kind.TENANT, "default", Action.HOLD);
        scene.clock.advance(Duration.ofMinutes(11));
        scene.links.record(new Lookup.NotFound());

        assertThat(scene.deliver(again(REQUEST, 0)).kind()).isEqualTo("later");
        assertThat(scene.stored().state()).isEqualTo(MessageState.DEFERRED);
        assertThat(scene.links.calls).containsExactly("a");
    }

    @Test
    void aHeldAccountIsPassedBy() {
        stop(Kind.PROVIDER, "a", Action.HOLD);
        scene.links.answer("b", accepted("id-1"));

        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.links.calls).containsExactly("b");
    }

    @Test
    void aHoldThatComesWhileAMessageIsRenderedStopsItToo() {
        scene.links.whileRendering = () -> stop(Kind.TENANT, "default", Action.HOLD);

        assertThat(scene.deliver(work(REQUEST))).isEqualTo(HELD);
        assertThat(scene.stored().state()).isEqualTo(MessageState.QUEUED);
    }

    @Test
    void noFailOverUnderAHold() {
        scene.links.whileCalling = () -> stop(Kind.TENANT, "default", Action.HOLD);
        scene.links.answer(
                "a",
                new Outcome.NotTried(
                        Duration.ofSeconds(1), new Failure(FailureClass.PROVIDER, "breaker_open", "at fault")));

        assertThat(scene.deliver(work(REQUEST))).isEqualTo(HELD);
        assertThat(scene.links.calls).containsExactly("a");
    }

    private void stop(Kind kind, String value, Action action) {
        scene.holds = new ActiveHolds(List.of(hold(kind, value, action, scene.clock.instant())));
    }
}
