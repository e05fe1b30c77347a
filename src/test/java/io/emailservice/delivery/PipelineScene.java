package io.emailservice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.limit.Limits;
import io.emailservice.message.ActiveHolds;
import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Submission;
import io.emailservice.store.StoredMessage;
import io.emailservice.testing.MemoryMessages;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** A pipeline between fakes: accounts {@code a} and {@code b}, of which {@code a} is chosen first. */
final class PipelineScene {
    static final Failure BUSY = new Failure(FailureClass.PROVIDER, "503", "busy");
    static final Failure TIMEOUT = new Failure(FailureClass.UNKNOWN, "timeout", "no answer in time");
    static final int MAX_ATTEMPTS = 3;

    final TestClock clock = TestClock.create();
    final MemoryMessages messages = new MemoryMessages(clock);
    final Accounts accounts = new Accounts().with("a", "mailgun").with("b", "ses");
    final ScriptedLinks links = new ScriptedLinks();
    final DeliveryConfig config = Configs.delivery("""
            {throttleDelay: 2s, closedLaneDelay: 3s, maxDelay: 1h,
             uncertain: {transactional: resend, bulk: hold, interval: 30s, horizon: 10m}}
            """);
    ActiveHolds holds = ActiveHolds.NONE;
    final Pipeline pipeline;

    PipelineScene() {
        this(Limits.NONE);
    }

    PipelineScene(Limits limits) {
        Routing routing = new Routing(List.of(), accounts.byName());
        pipeline = new Pipeline(messages, links, limits, routing, config, () -> holds, clock, total -> 0);
    }

    static Outcome accepted(String providerMessageId) {
        return new Outcome.Accepted(providerMessageId);
    }

    static Outcome deferred() {
        return new Outcome.Deferred(BUSY);
    }

    static Outcome unknown() {
        return new Outcome.Unknown(TIMEOUT);
    }

    /** A job that was never started. */
    static Work work(SendRequest request) {
        return work(request, "job-1", false, 0);
    }

    /** The same job after a retry or a stall. */
    static Work again(SendRequest request, int attemptsMade) {
        return work(request, "job-1", true, attemptsMade);
    }

    /** The same job, which its queue lets fail. */
    static Work lost(SendRequest request, String reason) {
        Work again = again(request, 0);
        return new Work(again.submission(), again.queue(), again.jobId(), true, again.patience(), reason);
    }

    static Work work(SendRequest request, String jobId, boolean seenBefore, int attemptsMade) {
        Patience patience = new Patience(attemptsMade, MAX_ATTEMPTS, attempt -> Duration.ofSeconds(10L * attempt));
        return new Work(new Submission(request, "{}"), "email", jobId, seenBefore, patience, null);
    }

    /** The verdict, which must have been given at once: every fake answers at once. */
    Verdict deliver(Work work) {
        Future<Verdict> verdict = pipeline.deliver(work);
        assertThat(verdict.cause()).isNull();
        assertThat(verdict.isComplete()).isTrue();
        return verdict.result();
    }

    /** The only message. */
    StoredMessage stored() {
        assertThat(messages.all()).hasSize(1);
        return messages.all().get(0);
    }

    /** Types of the only message's events; their sequence is checked on the way. */
    List<EventType> events() {
        List<MemoryMessages.Event> events = messages.events(stored().id());
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).isEqualTo(i + 1);
        }
        return events.stream().map(MemoryMessages.Event::type).toList();
    }

    /** Data of the only message's last event. */
    JsonObject lastEvent() {
        List<MemoryMessages.Event> events = messages.events(stored().id());
        return events.get(events.size() - 1).data();
    }
}
