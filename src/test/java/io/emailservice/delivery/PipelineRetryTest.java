package io.emailservice.delivery;

import static io.emailservice.delivery.PipelineScene.BUSY;
import static io.emailservice.delivery.PipelineScene.MAX_ATTEMPTS;
import static io.emailservice.delivery.PipelineScene.accepted;
import static io.emailservice.delivery.PipelineScene.again;
import static io.emailservice.delivery.PipelineScene.deferred;
import static io.emailservice.delivery.PipelineScene.work;
import static io.emailservice.message.EventType.MESSAGE_ACCEPTED;
import static io.emailservice.message.EventType.MESSAGE_DEFERRED;
import static io.emailservice.message.EventType.MESSAGE_EXPIRED;
import static io.emailservice.message.EventType.MESSAGE_FAILED;
import static io.emailservice.message.EventType.MESSAGE_SENT;
import static io.emailservice.testing.Requests.between;
import static io.emailservice.testing.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineRetryTest {
    private static final SendRequest REQUEST = request(Stream.TRANSACTIONAL);
    private static final SendRequest ONLY_A = request("key-1", Stream.TRANSACTIONAL, "a", List.of());
    private static final Failure TOO_FAST = new Failure(FailureClass.THROTTLE, "429", "slow down");
    private static final Failure CLOSED = new Failure(FailureClass.PROVIDER, "breaker_open", "closed");

    private final PipelineScene scene = new PipelineScene();

    @Test
    void aDeferredMessageFailsOverToTheOtherAccountAtOnce() {
        scene.links.answer("a", deferred());
        scene.links.answer("b", accepted("id-2"));

        Verdict verdict = scene.deliver(work(REQUEST));

        assertThat(verdict).isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "b", "id-2", false));
        assertThat(scene.links.calls).containsExactly("a", "b");
        assertThat(scene.stored().attempt()).isEqualTo(2);
        assertThat(scene.stored().provider()).isEqualTo("b");
        assertThat(scene.stored().failure()).isNull();
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_DEFERRED, MESSAGE_SENT);
        assertThat(scene.links.rendered).as("rendered once for both").isEqualTo(1);
    }

    @Test
    void everyAttemptLeavesItsNumberAccountAndReason() {
        scene.links.answer("a", deferred());
        scene.links.answer("b", accepted("id-2"));
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Done.class);

        assertThat(scene.messages.events(scene.stored().id()).get(1).data())
                .isEqualTo(new JsonObject()
                        .put("attempt", 1)
                        .put("provider", "a")
                        .put("class", "provider")
                        .put("code", "503")
                        .put("reason", "busy")
                        .put("rule", "default"));
        assertThat(scene.lastEvent().getInteger("attempt")).isEqualTo(2);
        assertThat(scene.lastEvent().getString("provider")).isEqualTo("b");
    }

    @Test
    void whenEveryAccountDefersTheJobWaitsItsOwnBackoffAndOneAttemptIsCounted() {
        scene.links.answer("a", deferred());
        scene.links.answer("b", deferred());

        assertThat(scene.deliver(work(REQUEST)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(10), true, BUSY.toString()));
        assertThat(scene.links.calls).containsExactly("a", "b");
        assertThat(scene.stored().state()).isEqualTo(MessageState.DEFERRED);
        assertThat(scene.stored().nextAttemptAt())
                .isEqualTo(scene.clock.instant().plusSeconds(10));
        assertThat(scene.lastEvent().getString("nextAttemptAt")).isEqualTo("2026-01-01T00:00:10Z");
    }

    @Test
    void aMessageIsGivenUpWhenTheAttemptsOfItsJobAreUsedUp() {
        scene.links.answer("a", deferred(), deferred(), deferred());

        assertThat(scene.deliver(work(ONLY_A)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(10), true, BUSY.toString()));
        assertThat(scene.deliver(again(ONLY_A, 1)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(20), true, BUSY.toString()));
        assertThat(scene.deliver(again(ONLY_A, MAX_ATTEMPTS - 1))).isEqualTo(new Verdict.Dead(BUSY.toString()));

        assertThat(scene.links.calls).containsExactly("a", "a", "a");
        assertThat(scene.stored().attempt()).isEqualTo(3);
        assertThat(scene.stored().state()).isEqualTo(MessageState.FAILED);
        assertThat(scene.events())
                .containsExactly(MESSAGE_ACCEPTED, MESSAGE_DEFERRED, MESSAGE_DEFERRED, MESSAGE_FAILED);
        assertThat(scene.deliver(again(ONLY_A, MAX_ATTEMPTS - 1))).isEqualTo(new Verdict.Dead(BUSY.toString()));
        assertThat(scene.links.calls)
                .as("a given up message is not tried again")
                .hasSize(3);
    }

    @Test
    void theLastAttemptStillFailsOver() {
        scene.links.answer("a", deferred());
        scene.links.answer("b", accepted("id-2"));

        assertThat(scene.deliver(work(REQUEST, "job-1", false, MAX_ATTEMPTS - 1)))
                .isInstanceOf(Verdict.Done.class);
    }

    @Test
    void aRetryIsAFurtherAttemptOfTheSameMessage() {
        scene.links.answer("a", deferred(), accepted("id-1"));
        assertThat(scene.deliver(work(ONLY_A))).isInstanceOf(Verdict.Later.class);

        assertThat(scene.deliver(again(ONLY_A, 1)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "id-1", false));
        assertThat(scene.stored().attempt()).isEqualTo(2);
        assertThat(scene.links.outgoing.get(0).id())
                .isEqualTo(scene.links.outgoing.get(1).id());
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_DEFERRED, MESSAGE_SENT);
    }

    @Test
    void aThrottledMessageWaitsForItsAccountAndNoAttemptIsCounted() {
        scene.links.answer("a", new Outcome.Throttled(Duration.ofSeconds(7), TOO_FAST));

        assertThat(scene.deliver(work(REQUEST, "job-1", false, MAX_ATTEMPTS - 1)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(7), false, TOO_FAST.toString()));
        assertThat(scene.links.calls).containsExactly("a");
        assertThat(scene.stored().state()).isEqualTo(MessageState.DEFERRED);
    }

    @Test
    void anAccountThatWasNotTriedIsPassedOver() {
        scene.links.answer("a", new Outcome.NotTried(Duration.ofSeconds(5), CLOSED));
        scene.links.answer("b", accepted("id-2"));

        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.stored().provider()).isEqualTo("b");
    }

    @Test
    void whenTheOnlyAccountWasNotTriedTheJobWaitsAndNoAttemptIsCounted() {
        scene.links.answer("a", new Outcome.NotTried(Duration.ofSeconds(5), CLOSED));

        assertThat(scene.deliver(work(ONLY_A, "job-1", false, MAX_ATTEMPTS - 1)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(5), false, CLOSED.toString()));
    }

    @Test
    void aMessageThatExpiresBetweenTwoAttemptsIsNotTriedAgain() {
        SendRequest expiring = between(null, scene.clock.instant().plusSeconds(5), ONLY_A);
        scene.links.answer("a", deferred());
        assertThat(scene.deliver(work(expiring))).isInstanceOf(Verdict.Later.class);
        scene.clock.advance(Duration.ofSeconds(10));

        assertThat(scene.deliver(again(expiring, 1)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.EXPIRED, null, null, false));
        assertThat(scene.links.calls).hasSize(1);
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_DEFERRED, MESSAGE_EXPIRED);
    }

    @Test
    void whileEveryAccountIsClosedAStoredMessageStaysAsItIs() {
        scene.links.answer("a", deferred());
        assertThat(scene.deliver(work(ONLY_A))).isInstanceOf(Verdict.Later.class);
        scene.accounts.close("a");

        assertThat(scene.deliver(again(ONLY_A, 1)))
                .isInstanceOfSatisfying(Verdict.Later.class, later -> assertThat(later.counted())
                        .isFalse());
        assertThat(scene.stored().attempt()).isEqualTo(1);
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_DEFERRED);
    }
}
