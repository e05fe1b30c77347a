package io.emailservice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.delivery.DeliveryConfig.UncertainPolicy;
import io.emailservice.delivery.RandomRun.RandomJob;
import io.emailservice.message.EventType;
import io.emailservice.message.MessageState;
import io.emailservice.store.StoredMessage;
import io.emailservice.testing.MemoryMessages;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Promises that hold whatever fails, in whatever order. A failure names its seed and tells the whole run. */
class PipelineRandomTest {
    private static final int SEEDS = 500;

    /** How a message may end, with the event that tells it. */
    private static final Map<MessageState, EventType> ENDS = new EnumMap<>(Map.of(
            MessageState.SENT, EventType.MESSAGE_SENT,
            MessageState.REJECTED, EventType.MESSAGE_REJECTED,
            MessageState.FAILED, EventType.MESSAGE_FAILED,
            MessageState.SUPPRESSED, EventType.MESSAGE_SUPPRESSED,
            MessageState.EXPIRED, EventType.MESSAGE_EXPIRED));

    private static final Set<MessageState> REFUSED = EnumSet.of(MessageState.REJECTED, MessageState.FAILED);

    private final Map<String, Integer> seen = new TreeMap<>();

    @Test
    void nothingIsLostAndNothingIsSentTwice() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomRun run = new RandomRun(seed);
            try {
                run.toTheEnd();
                run.messages.all().forEach(message -> check(run, message));
                run.jobs.forEach(job -> check(run, job));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + "\n" + String.join("\n", run.history), failure);
            }
        }
        assertThat(seen)
                .as("the runs go everywhere")
                .containsKeys("sent", "rejected", "failed", "suppressed", "expired", "uncertain")
                .containsKeys("duplicate", "conflict", "held", "sent twice as the policy allows", "attempts 3");
    }

    private void check(RandomRun run, StoredMessage message) {
        UUID id = message.id();
        int taken = run.providers.taken(id).size();
        boolean mayBeTwice = run.providers.deniedThenResent.contains(id);
        note(message.state().wire());
        note("attempts " + message.attempt());
        note(taken > 1 ? "sent twice as the policy allows" : "sent at most once");

        assertThat(taken).as("times that %s was taken", id).isLessThanOrEqualTo(mayBeTwice ? message.attempt() : 1);
        assertThat(run.providers.calls(id)).as("calls of %s", id).isLessThanOrEqualTo(message.attempt());
        if (message.state() == MessageState.SENT) {
            assertThat(run.providers.taken(id))
                    .extracting(RandomProviders.Taken::providerMessageId)
                    .contains(message.providerMessageId());
        } else if (message.state() == MessageState.UNCERTAIN) {
            assertThat(run.config.uncertainPolicy(message.stream()) == UncertainPolicy.HOLD
                            || run.messages.silences(id).result() >= run.config.resends())
                    .as("%s may be held", id)
                    .isTrue();
        } else {
            assertThat(ENDS).as("final states").containsKey(message.state());
            assertThat(taken > 0 && !mayBeTwice)
                    .as("%s was sent, but is %s", id, message)
                    .isFalse();
        }
        checkEvents(message, run.messages.events(id));
    }

    private static void checkEvents(StoredMessage message, List<MemoryMessages.Event> events) {
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).isEqualTo(i + 1);
        }
        EventType last = ENDS.getOrDefault(message.state(), EventType.MESSAGE_UNCERTAIN);
        assertThat(events).first().extracting(MemoryMessages.Event::type).isEqualTo(EventType.MESSAGE_ACCEPTED);
        assertThat(events).last().extracting(MemoryMessages.Event::type).isEqualTo(last);
        assertThat(events.stream().filter(event -> ENDS.containsValue(event.type())))
                .hasSize(message.state() == MessageState.UNCERTAIN ? 0 : 1);
    }

    private void check(RandomRun run, RandomJob job) {
        StoredMessage message = run.messages
                .find(job.request.tenant(), job.request.idempotencyKey())
                .result()
                .orElseThrow();
        assertThat(job.over()).isTrue();
        if (job.held) {
            note("held");
            assertThat(message.state()).isEqualTo(MessageState.UNCERTAIN);
        } else if (job.verdict instanceof Verdict.Done done) {
            note(done.duplicate() ? "duplicate" : "done");
            assertThat(done.messageId()).isEqualTo(message.id());
            assertThat(done.duplicate()).isEqualTo(!message.jobId().equals(job.id));
            assertThat(sameContent(message, job)).isTrue();
        } else if (job.verdict instanceof Verdict.Dead dead) {
            boolean conflict = !sameContent(message, job);
            note(conflict ? "conflict" : "dead");
            assertThat(dead.reason().contains("idempotency_conflict")).isEqualTo(conflict);
            assertThat(conflict || REFUSED.contains(message.state())).isTrue();
        }
    }

    /** Jobs named {@code other} carry other content than those named {@code job} and {@code twin}. */
    private static boolean sameContent(StoredMessage message, RandomJob job) {
        return message.jobId().startsWith("other") == job.id.startsWith("other");
    }

    private void note(String what) {
        seen.merge(what, 1, Integer::sum);
    }
}
