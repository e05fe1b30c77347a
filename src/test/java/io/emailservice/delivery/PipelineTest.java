package io.emailservice.delivery;

import static io.emailservice.delivery.PipelineScene.accepted;
import static io.emailservice.delivery.PipelineScene.again;
import static io.emailservice.delivery.PipelineScene.deferred;
import static io.emailservice.delivery.PipelineScene.lost;
import static io.emailservice.delivery.PipelineScene.work;
import static io.emailservice.testing.Requests.between;
import static io.emailservice.testing.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.render.RenderResult;
import io.emailservice.store.Claim;
import io.emailservice.store.NewMessage;
import io.emailservice.store.Opening;
import io.emailservice.store.StoredMessage;
import io.emailservice.template.Resolution;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final SendRequest REQUEST = request(Stream.TRANSACTIONAL);
    private static final Failure UNRENDERABLE = new Failure(FailureClass.CONTENT, "missing_variable", "firstName");

    private final PipelineScene scene = new PipelineScene();

    @Test
    void aNewMessageIsStoredWithItsAttemptSentAndSettled() {
        scene.links.answer("a", accepted("id-1"));

        Verdict verdict = scene.deliver(work(REQUEST));

        StoredMessage stored = scene.stored();
        assertThat(verdict).isEqualTo(new Verdict.Done(stored.id(), MessageState.SENT, "a", "id-1", false));
        assertThat(stored.state()).isEqualTo(MessageState.SENT);
        assertThat(stored.attempt()).isEqualTo(1);
        assertThat(stored.provider()).isEqualTo("a");
        assertThat(stored.providerMessageId()).isEqualTo("id-1");
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_SENT);
        assertThat(scene.lastEvent())
                .isEqualTo(new JsonObject()
                        .put("attempt", 1)
                        .put("provider", "a")
                        .put("providerMessageId", "id-1")
                        .put("rule", "default"));
    }

    @Test
    void aLostJobWithoutAMessageEndsAsFailed() {
        Verdict verdict = scene.deliver(lost(REQUEST, "stalled too often"));

        assertThat(verdict).isEqualTo(new Verdict.Dead("unknown job_lost: stalled too often"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.FAILED);
        assertThat(scene.links.calls).isEmpty();
    }

    @Test
    void aLostJobsMessageGoesOn() {
        scene.links.answer("a", deferred());
        scene.links.answer("b", deferred());
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        scene.clock.advance(Duration.ofMinutes(1));
        scene.links.answer("a", accepted("id-1"));

        assertThat(scene.deliver(lost(REQUEST, "stalled too often"))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.stored().state()).isEqualTo(MessageState.SENT);
    }

    @Test
    void theProviderIsCalledOnceWithTheStoredIdAndWhatWasRendered() {
        scene.links.answer("a", accepted("id-1"));

        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Done.class);

        assertThat(scene.links.calls).containsExactly("a");
        assertThat(scene.links.outgoing.get(0).id()).isEqualTo(scene.stored().id());
        assertThat(scene.links.outgoing.get(0).request()).isSameAs(REQUEST);
        assertThat(scene.links.outgoing.get(0).rendered().text()).isEqualTo("Hello Ann");
    }

    @Test
    void aRejectedMessageIsFinalAndItsJobDead() {
        Failure refused = new Failure(FailureClass.RECIPIENT, "400", "to is not an address");
        scene.links.answer("a", new Outcome.Rejected(refused));

        assertThat(scene.deliver(work(REQUEST))).isEqualTo(new Verdict.Dead("recipient 400: to is not an address"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.REJECTED);
        assertThat(scene.stored().failure()).isEqualTo(refused);
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_REJECTED);
        assertThat(scene.links.calls).containsExactly("a");
    }

    @Test
    void aSuppressedRecipientIsNeverCalled() {
        scene.messages.suppress("ann@inbox.example.com", "hard_bounce");

        Verdict verdict = scene.deliver(work(REQUEST));

        assertThat(verdict).isEqualTo(new Verdict.Done(newId(), MessageState.SUPPRESSED, null, null, false));
        assertThat(scene.stored().attempt()).isZero();
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_SUPPRESSED);
        assertThat(scene.links.calls).isEmpty();
    }

    @Test
    void anExpiredMessageIsNeverCalled() {
        SendRequest late = between(null, scene.clock.instant(), REQUEST);

        assertThat(scene.deliver(work(late)))
                .isEqualTo(new Verdict.Done(newId(), MessageState.EXPIRED, null, null, false));
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_EXPIRED);
        assertThat(scene.links.calls).isEmpty();
    }

    @Test
    void whatCannotBeRenderedIsStoredAsFailedWithoutAnAttempt() {
        scene.links.rendering = Future.succeededFuture(new RenderResult.Unrenderable(UNRENDERABLE));

        assertFailedUntried(scene.deliver(work(REQUEST)), UNRENDERABLE.toString());
    }

    @Test
    void anUnknownTemplateIsStoredAsFailedWithoutBeingRendered() {
        Failure unknown = new Failure(FailureClass.CONTENT, "unknown_template", "welcome");
        scene.links.resolution = Future.succeededFuture(new Resolution.Refused(unknown));

        assertFailedUntried(scene.deliver(work(REQUEST)), unknown.toString());
        assertThat(scene.links.rendered).isZero();
    }

    @Test
    void anUnknownProviderIsStoredAsFailedWithoutBeingRendered() {
        SendRequest wish = request("key-1", Stream.TRANSACTIONAL, "sendgrid", List.of());

        Verdict verdict = scene.deliver(work(wish));

        assertFailedUntried(
                verdict,
                "sender_config unknown_provider: no provider account of the name or kind that" + " /provider asks for");
        assertThat(scene.links.rendered).isZero();
    }

    @Test
    void aFailureBeforeAnyAttemptIsToldAgainToTheSameJobAndNotStoredTwice() {
        scene.links.rendering = Future.succeededFuture(new RenderResult.Unrenderable(UNRENDERABLE));
        Verdict first = scene.deliver(work(REQUEST));

        assertThat(scene.deliver(again(REQUEST, 0))).isEqualTo(first);
        assertThat(scene.deliver(work(REQUEST))).isEqualTo(first);
        assertThat(scene.events()).hasSize(2);
    }

    @Test
    void whileEveryAccountIsClosedNothingIsStoredAndNoAttemptCounted() {
        scene.accounts.close("a");
        scene.accounts.close("b");

        assertThat(scene.deliver(work(REQUEST))).satisfies(verdict -> assertLater(verdict, Duration.ofSeconds(3)));
        assertThat(scene.messages.all()).isEmpty();
        assertThat(scene.links.rendered).isZero();
        assertThat(scene.links.calls).isEmpty();
    }

    @Test
    void aMessageForLaterIsNotTouchedBeforeItsTime() {
        SendRequest scheduled = between(scene.clock.instant().plusSeconds(90), null, REQUEST);

        assertLater(scene.deliver(work(scheduled)), Duration.ofSeconds(90));
        scene.clock.advance(Duration.ofSeconds(89));
        assertLater(scene.deliver(again(scheduled, 0)), Duration.ofSeconds(1));
        assertThat(scene.messages.all()).isEmpty();

        scene.clock.advance(Duration.ofSeconds(1));
        scene.links.answer("a", accepted("id-1"));
        assertThat(scene.deliver(again(scheduled, 0))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_SENT);
    }

    @Test
    void aMessageThatWasStoredBeforeItsJobWasMadeStartsWithItsFirstAttempt() {
        UUID id = storedBeforehand();
        scene.links.answer("a", accepted("id-1"));

        assertThat(scene.deliver(again(REQUEST, 0)))
                .isEqualTo(new Verdict.Done(id, MessageState.SENT, "a", "id-1", false));
        assertThat(scene.stored().attempt()).isEqualTo(1);
        assertThat(scene.links.outgoing.get(0).id()).isEqualTo(id);
    }

    @Test
    void aStoredMessageThatCannotBeRenderedEndsAsFailed() {
        storedBeforehand();
        scene.links.rendering = Future.succeededFuture(new RenderResult.Unrenderable(UNRENDERABLE));

        assertFailedUntried(scene.deliver(again(REQUEST, 0)), UNRENDERABLE.toString());
    }

    @Test
    void aStoredMessageThatWasSuppressedMeanwhileIsNotSent() {
        UUID id = storedBeforehand();
        scene.messages.suppress("ann@inbox.example.com", "complaint");

        assertThat(scene.deliver(again(REQUEST, 0)))
                .isEqualTo(new Verdict.Done(id, MessageState.SUPPRESSED, null, null, false));
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_SUPPRESSED);
        assertThat(scene.links.calls).isEmpty();
    }

    @CanIgnoreReturnValue
    private UUID storedBeforehand() {
        UUID id = UUID.fromString("019b76da-a800-7000-8000-000000000001");
        NewMessage message = new NewMessage(
                id, new Submission(REQUEST, "{}"), "email", "job-1", new Opening.Waiting(MessageState.QUEUED, null));
        assertThat(scene.messages.claim(message).result()).isEqualTo(new Claim.Stored(MessageState.QUEUED));
        return id;
    }

    private UUID newId() {
        return scene.stored().id();
    }

    private void assertFailedUntried(Verdict verdict, String reason) {
        assertThat(verdict).isEqualTo(new Verdict.Dead(reason));
        assertThat(scene.stored().state()).isEqualTo(MessageState.FAILED);
        assertThat(scene.stored().failure()).hasToString(reason);
        assertThat(scene.stored().attempt()).isZero();
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_FAILED);
        assertThat(scene.links.calls).isEmpty();
    }

    private static void assertLater(Verdict verdict, Duration delay) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Later.class, later -> {
            assertThat(later.delay()).isEqualTo(delay);
            assertThat(later.counted()).isFalse();
        });
    }
}
