package io.emailservice.delivery;

import static io.emailservice.delivery.PipelineScene.TIMEOUT;
import static io.emailservice.delivery.PipelineScene.accepted;
import static io.emailservice.delivery.PipelineScene.again;
import static io.emailservice.delivery.PipelineScene.unknown;
import static io.emailservice.delivery.PipelineScene.work;
import static io.emailservice.message.EventType.MESSAGE_ACCEPTED;
import static io.emailservice.message.EventType.MESSAGE_DEFERRED;
import static io.emailservice.message.EventType.MESSAGE_SENT;
import static io.emailservice.message.EventType.MESSAGE_UNCERTAIN;
import static io.emailservice.testing.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.provider.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PipelineUncertainTest {
    private static final SendRequest RESENT = request(Stream.TRANSACTIONAL);
    private static final SendRequest HELD = request(Stream.BULK);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration HORIZON = Duration.ofMinutes(10);
    private static final Duration ALMOST_HORIZON = HORIZON.minusMillis(1);

    private final PipelineScene scene = new PipelineScene();

    @Test
    void anUnknownOutcomeIsUncertainAndNeverFailsOver() {
        scene.links.answer("a", unknown());

        assertThat(scene.deliver(work(RESENT))).isEqualTo(new Verdict.Later(INTERVAL, false, TIMEOUT.toString()));
        assertThat(scene.stored().state()).isEqualTo(MessageState.UNCERTAIN);
        assertThat(scene.links.calls).containsExactly("a");
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_UNCERTAIN);
    }

    @Test
    void aLostReplyIsUncertain() {
        scene.links.answer("a", Future.failedFuture("timed out after 37000 ms"));

        assertThat(scene.deliver(work(RESENT))).isInstanceOf(Verdict.Later.class);
        assertThat(scene.stored().state()).isEqualTo(MessageState.UNCERTAIN);
        assertThat(scene.lastEvent().getString("code")).isEqualTo("no_answer");
        assertThat(scene.links.calls).containsExactly("a");
    }

    @Test
    void anUncertainMessageThatTheProviderKnowsIsSentWithItsRealId() {
        scene.links.answer("a", unknown());
        assertThat(scene.deliver(work(RESENT))).isInstanceOf(Verdict.Later.class);
        scene.links.record(new Lookup.Found("real-id", scene.clock.instant()));

        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "real-id", false));
        assertThat(scene.stored().providerMessageId()).isEqualTo("real-id");
        assertThat(scene.stored().failure()).isNull();
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_UNCERTAIN, MESSAGE_SENT);
        assertThat(scene.links.calls).hasSize(1);
        assertThat(scene.links.lookups).containsExactly("a " + scene.stored().id() + " 2026-01-01T00:00:00Z");
    }

    @Test
    void aProvidersSilenceIsNotBelievedBeforeTheHorizon() {
        uncertain(RESENT);
        scene.clock.advance(ALMOST_HORIZON);
        scene.links.record(new Lookup.NotFound());

        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Later(INTERVAL, false, "uncertain: waiting for the provider's records"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.UNCERTAIN);
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void afterTheHorizonTheMessageIsSentAgainWhereThatIsThePolicy() {
        uncertain(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.NotFound());
        scene.links.answer("a", accepted("id-2"));

        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "id-2", false));
        assertThat(scene.stored().attempt()).isEqualTo(2);
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_UNCERTAIN, MESSAGE_DEFERRED, MESSAGE_SENT);
    }

    @Test
    void afterTheHorizonTheMessageIsHeldWhereThatIsThePolicyAndStillLookedUp() {
        uncertain(HELD);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.NotFound());
        scene.links.record(new Lookup.Found("late-id", scene.clock.instant()));

        assertThat(scene.deliver(again(HELD, 0)))
                .isEqualTo(new Verdict.Later(Duration.ofHours(1), false, "uncertain: held for an operator"));
        assertThat(scene.links.calls).hasSize(1);
        assertThat(scene.deliver(again(HELD, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "late-id", false));
    }

    @Test
    void aFailedLookUpIsNotASilenceOfTheProvider() {
        uncertain(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(Future.failedFuture("timed out after 37000 ms"));

        assertThat(scene.deliver(again(RESENT, 0)))
                .isInstanceOfSatisfying(Verdict.Later.class, later -> assertThat(later.counted())
                        .isFalse());
        assertThat(scene.stored().state()).isEqualTo(MessageState.UNCERTAIN);
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void recordsThatDoNotAnswerNeverLeadToAResend() {
        uncertain(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.NoAnswer("the Events API answered with status 502"));

        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Later.class);
        assertThat(scene.stored().state()).isEqualTo(MessageState.UNCERTAIN);
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void aProviderWithoutRecordsFollowsThePolicyAfterTheHorizon() {
        uncertain(RESENT);
        scene.clock.advance(ALMOST_HORIZON);
        scene.links.record(new Lookup.CannotTell("no look-up by our id"));
        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Later.class);

        scene.clock.advance(Duration.ofMillis(1));
        scene.links.record(new Lookup.CannotTell("no look-up by our id"));
        scene.links.answer("a", accepted("id-2"));
        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.stored().attempt()).isEqualTo(2);
    }

    @Test
    void whereNobodyCanBeAskedItIsSentAgainOnceAndThenHeld() {
        uncertain(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.CannotTell("no look-up by our id"));
        scene.links.answer("a", unknown());
        assertThat(scene.deliver(again(RESENT, 0))).isEqualTo(new Verdict.Later(INTERVAL, false, TIMEOUT.toString()));

        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.CannotTell("no look-up by our id"));
        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Later(
                        Duration.ofHours(1), false, "uncertain: nothing is heard of it again, held for an operator"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.UNCERTAIN);
        assertThat(scene.links.calls).hasSize(2);
    }

    @Test
    void whatAProviderDoesNotKnowWhenAskedIsSentAgainEachTime() {
        uncertain(RESENT);
        for (int attempt = 2; attempt <= 4; attempt++) {
            scene.clock.advance(HORIZON);
            scene.links.record(new Lookup.NotFound());
            scene.links.answer("a", unknown());
            assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Later.class);
            assertThat(scene.stored().attempt()).isEqualTo(attempt);
        }
    }

    @Test
    void aStalledJobWhoseCallWasUnderWayIsUncertain() {
        abandonedInTheCall(RESENT);
        scene.links.record(new Lookup.NotFound());

        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Later.class);
        assertThat(scene.stored().state()).isEqualTo(MessageState.UNCERTAIN);
        assertThat(scene.lastEvent().getString("code")).isEqualTo("process_died");
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_UNCERTAIN);
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void aStalledJobWhoseCallSucceededIsSentWithoutASecondCall() {
        abandonedInTheCall(RESENT);
        scene.links.record(new Lookup.Found("real-id", scene.clock.instant()));

        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "real-id", false));
        assertThat(scene.links.calls).hasSize(1);
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_UNCERTAIN, MESSAGE_SENT);
    }

    @Test
    void aWorkerThatWasOnlySlowStillSettlesItsOwnCall() {
        Promise<Outcome> slow = abandonedInTheCall(RESENT);
        scene.links.record(new Lookup.NotFound());
        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Later.class);

        slow.complete(accepted("id-1"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.SENT);
        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "id-1", false));
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void anOverdueWorkerCannotSettleTheNextAttempt() {
        Promise<Outcome> overdue = abandonedInTheCall(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.NotFound());
        Promise<Outcome> second = Promise.promise();
        scene.links.answer("a", second.future());
        Future<Verdict> verdict = scene.pipeline.deliver(again(RESENT, 0));

        overdue.complete(PipelineScene.deferred());
        assertThat(scene.stored().state()).isEqualTo(MessageState.SENDING);
        second.complete(accepted("id-2"));
        assertThat(verdict.result())
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "id-2", false));
    }

    @Test
    void feedbackThatCameDuringTheCallSettlesTheLostAnswerAtOnce() {
        scene.links.whileCalling = () -> scene.messages.taken(scene.stored().id(), "real-id");
        scene.links.answer("a", unknown());

        assertThat(scene.deliver(work(RESENT)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "real-id", false));
        assertThat(scene.events()).containsExactly(MESSAGE_ACCEPTED, MESSAGE_UNCERTAIN, MESSAGE_SENT);
        assertThat(scene.lastEvent().getString("settledBy")).isEqualTo("feedback");
        assertThat(scene.links.lookups).isEmpty();
    }

    @Test
    void feedbackOfTheFirstAttemptEndsTheMessageWhateverTheSecondCameTo() {
        uncertain(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.NotFound());
        scene.links.whileCalling = () -> scene.messages.taken(scene.stored().id(), "first-id");
        scene.links.answer("a", new Outcome.Throttled(null, PipelineScene.BUSY));
        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Later.class);

        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "first-id", false));
        assertThat(scene.links.calls).hasSize(2);
    }

    @Test
    void silenceIsNotBelievedWhilePostsWaitToBeRead() {
        uncertain(RESENT);
        scene.clock.advance(HORIZON.plusHours(1));
        scene.links.postsRead = scene.clock.instant().minusSeconds(4);
        scene.links.record(new Lookup.NotFound());
        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Later(INTERVAL, false, "uncertain: posts of the provider wait to be read"));
        assertThat(scene.links.calls).hasSize(1);

        scene.links.postsRead = scene.clock.instant().minusSeconds(2);
        scene.links.record(new Lookup.NotFound());
        scene.links.answer("a", unknown());
        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Later.class);
        assertThat(scene.links.calls).hasSize(2);
    }

    @Test
    void whoSettledItAndByWhatIsPartOfTheEvent() {
        uncertain(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.NotFound());
        scene.links.answer("a", unknown());
        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Later.class);

        JsonObject silent = scene.messages.events(scene.stored().id()).get(2).data();
        assertThat(silent.getString("settledBy")).isEqualTo("silence");
        assertThat(silent.getJsonObject("evidence"))
                .isEqualTo(new JsonObject()
                        .put("attemptAt", "2026-01-01T00:00:00Z")
                        .put("horizon", "2026-01-01T00:10:00Z")
                        .put("postsReadUntil", "2999-01-01T00:00:00Z")
                        .put("records", "no record"));

        scene.links.record(new Lookup.Found("real-id", scene.clock.instant()));
        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.lastEvent().getString("settledBy")).isEqualTo("lookup");
        assertThat(scene.lastEvent().getJsonObject("evidence").getString("takenAt"))
                .isEqualTo("2026-01-01T00:10:00Z");
    }

    @Test
    void silenceOfAProviderWithoutRecordsCountsOnlyWhileSomebodyListened() {
        Promise<Outcome> dead = abandonedInTheCall(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.CannotTell("no look-up by our id"));
        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Later(INTERVAL, false, "uncertain: waiting for the provider's records"));

        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.CannotTell("no look-up by our id"));
        scene.links.answer("a", accepted("id-2"));
        assertThat(scene.deliver(again(RESENT, 0))).isInstanceOf(Verdict.Done.class);
        assertThat(dead.future().isComplete()).isFalse();
    }

    @Test
    void aLateAnswerOfAnOlderAttemptDecidesIfTheNewerOneIsWithoutAnswer() {
        Promise<Outcome> overdue = abandonedInTheCall(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.NotFound());
        Promise<Outcome> second = Promise.promise();
        scene.links.answer("a", second.future());
        Future<Verdict> verdict = scene.pipeline.deliver(again(RESENT, 0));

        overdue.complete(accepted("first-id"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.SENDING);
        second.complete(unknown());
        assertThat(verdict.result())
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "first-id", false));
    }

    @Test
    void aLateAnswerKeepsAnAttemptFromBeingOpened() {
        Promise<Outcome> overdue = abandonedInTheCall(RESENT);
        scene.clock.advance(HORIZON);
        scene.links.record(new Lookup.NotFound());
        scene.links.whileRendering = () -> overdue.complete(accepted("first-id"));

        assertThat(scene.deliver(again(RESENT, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "first-id", false));
        assertThat(scene.links.calls).hasSize(1);
    }

    private void uncertain(SendRequest request) {
        scene.links.answer("a", unknown());
        assertThat(scene.deliver(work(request))).isInstanceOf(Verdict.Later.class);
    }

    /** A first worker makes the call and is never heard of again, unless the promise is completed. */
    @CanIgnoreReturnValue
    private Promise<Outcome> abandonedInTheCall(SendRequest request) {
        Promise<Outcome> call = Promise.promise();
        scene.links.answer("a", call.future());
        assertThat(scene.pipeline.deliver(work(request)).isComplete()).isFalse();
        return call;
    }
}
