package io.emailservice.delivery;

import static io.emailservice.delivery.PipelineScene.accepted;
import static io.emailservice.delivery.PipelineScene.again;
import static io.emailservice.delivery.PipelineScene.deferred;
import static io.emailservice.delivery.PipelineScene.unknown;
import static io.emailservice.delivery.PipelineScene.work;
import static io.emailservice.testing.Requests.request;
import static io.emailservice.testing.Requests.saying;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.store.Claim;
import io.emailservice.store.Reopen;
import io.emailservice.store.Transition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineDuplicateTest {
    private static final SendRequest REQUEST = request("key-1", Stream.TRANSACTIONAL, "a", List.of());
    private static final SendRequest OTHER = saying("Something else", REQUEST);

    private final PipelineScene scene = new PipelineScene();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSameJobOfASentMessageIsAnsweredFromTheStore(boolean seenBefore) {
        scene.links.answer("a", accepted("id-1"));
        Verdict first = scene.deliver(work(REQUEST));

        assertThat(scene.deliver(work(REQUEST, "job-1", seenBefore, 0))).isEqualTo(first);
        assertThat(scene.links.calls).hasSize(1);
        assertThat(scene.events()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherJobOfASentMessageIsADuplicate(boolean seenBefore) {
        scene.links.answer("a", accepted("id-1"));
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Done.class);

        assertThat(scene.deliver(work(REQUEST, "job-2", seenBefore, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "id-1", true));
        assertThat(scene.links.calls).hasSize(1);
        assertThat(scene.events()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherJobLeavesAnUnfinishedMessageToItsOwnJob(boolean seenBefore) {
        scene.links.answer("a", deferred());
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);

        assertThat(scene.deliver(work(REQUEST, "job-2", seenBefore, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.DEFERRED, "a", null, true));
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void anotherJobDuringTheCallNeitherCallsNorTouchesTheMessage() {
        Promise<Outcome> call = Promise.promise();
        scene.links.answer("a", call.future());
        Future<Verdict> first = scene.pipeline.deliver(work(REQUEST));

        assertThat(scene.deliver(work(REQUEST, "job-2", false, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENDING, "a", null, true));
        call.complete(accepted("id-1"));
        assertThat(first.result())
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "id-1", false));
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_SENT);
    }

    @Test
    void theSameJobOfAnUnfinishedMessageGoesOnWithIt() {
        scene.links.answer("a", deferred(), accepted("id-1"));
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);

        assertThat(scene.deliver(work(REQUEST)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "id-1", false));
        assertThat(scene.stored().attempt()).isEqualTo(2);
    }

    @Test
    void aDuplicateOfARejectedMessageFailsForTheSameReason() {
        Failure refused = new Failure(FailureClass.RECIPIENT, "400", "no such user");
        scene.links.answer("a", new Outcome.Rejected(refused));
        Verdict first = scene.deliver(work(REQUEST));

        assertThat(scene.deliver(work(REQUEST, "job-2", false, 0))).isEqualTo(first);
        assertThat(scene.links.calls).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyThatWasUsedForOtherContentIsRefused(boolean seenBefore) {
        scene.links.answer("a", accepted("id-1"));
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Done.class);

        assertThat(scene.deliver(work(OTHER, "job-2", seenBefore, 0)))
                .isInstanceOfSatisfying(Verdict.Dead.class, dead -> assertThat(dead.reason())
                        .startsWith("content idempotency_conflict: /idempotencyKey")
                        .endsWith(scene.stored().id().toString()));
        assertThat(scene.links.calls).hasSize(1);
        assertThat(scene.events()).hasSize(2);
    }

    @Test
    void aCancelledMessageIsNotSent() {
        scene.links.answer("a", deferred());
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        move(MessageState.CANCELLED, EventType.MESSAGE_CANCELLED);

        assertThat(scene.deliver(again(REQUEST, 1)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.CANCELLED, "a", null, false));
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void anOutcomeThatTheStoreRefusesIsLookedAtAgain() {
        Promise<Outcome> call = Promise.promise();
        scene.links.answer("a", call.future());
        Future<Verdict> verdict = scene.pipeline.deliver(work(REQUEST));
        move(MessageState.DELIVERED, EventType.MESSAGE_DELIVERED);
        call.complete(unknown());

        assertThat(verdict.result()).isInstanceOfSatisfying(Verdict.Later.class, later -> assertThat(later.counted())
                .isFalse());
        assertThat(scene.stored().state()).isEqualTo(MessageState.DELIVERED);
        assertThat(scene.deliver(again(REQUEST, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.DELIVERED, "a", null, false));
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void anAttemptThatSomebodyElseOpenedMeanwhileIsLeftToThem() {
        scene.links.answer("a", deferred());
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        scene.links.whileRendering = () -> assertThat(scene.messages
                        .reopen(new Reopen(scene.stored().id(), 1, "b"))
                        .result())
                .isEqualTo(new Claim.Opened(2));

        assertThat(scene.deliver(again(REQUEST, 1)))
                .isInstanceOfSatisfying(Verdict.Later.class, later -> assertThat(later.counted())
                        .isFalse());
        assertThat(scene.stored().state()).isEqualTo(MessageState.SENDING);
        assertThat(scene.links.calls).hasSize(1);
    }

    /** Somebody else moves the message: feedback or an operator. */
    private void move(MessageState to, EventType event) {
        Transition transition =
                new Transition(scene.stored().id(), scene.stored().attempt(), to, null, null, null, null, event, "{}");
        assertThat(scene.messages.settle(transition).result()).isTrue();
    }
}
