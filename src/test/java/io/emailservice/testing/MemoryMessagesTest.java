package io.emailservice.testing;

import static io.emailservice.testing.Requests.between;
import static io.emailservice.testing.Requests.collapsing;
import static io.emailservice.testing.Requests.request;
import static io.emailservice.testing.Requests.saying;
import static io.emailservice.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.message.Uuid7;
import io.emailservice.store.Claim;
import io.emailservice.store.NewMessage;
import io.emailservice.store.Opening;
import io.emailservice.store.Reopen;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.Transition;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemoryMessagesTest {
    private static final SendRequest REQUEST = request(Stream.BULK);
    private static final Opening SENDING = new Opening.Sending("a");
    private static final Failure FAILURE = new Failure(FailureClass.NETWORK, "refused", "connection refused");

    private final TestClock clock = TestClock.create();
    private final MemoryMessages messages = new MemoryMessages(clock);
    private final Uuid7 ids = new Uuid7(clock);

    @Test
    void aKeyIsHeldByTheFirstMessageAndARepeatedCallGetsItsFirstAnswer() {
        NewMessage first = message(REQUEST, SENDING);

        assertThat(claim(first)).isEqualTo(new Claim.Opened(1));
        assertThat(claim(first)).isEqualTo(new Claim.Opened(1));
        assertThat(claim(message(REQUEST, SENDING)))
                .isEqualTo(new Claim.Existing(messages.all().get(0), true));
        assertThat(claim(message(saying("else", REQUEST), SENDING)))
                .isEqualTo(new Claim.Existing(messages.all().get(0), false));
        assertThat(types(first.id())).containsExactly(EventType.MESSAGE_ACCEPTED);
    }

    @Test
    void whatIsSuppressedOrExpiredIsStoredAsSuchBothAtTheClaimAndAtAFurtherAttempt() {
        messages.suppress("bob@inbox.example.com", "complaint");
        SendRequest expiring =
                between(null, clock.instant().plusSeconds(60), request("k2", Stream.BULK, null, List.of()));
        NewMessage second = message(expiring, new Opening.Waiting(MessageState.QUEUED, null));

        assertThat(claim(message(to("Bob@inbox.example.com", REQUEST), SENDING)))
                .isEqualTo(new Claim.Stopped(MessageState.SUPPRESSED, "complaint"));
        assertThat(claim(second)).isEqualTo(new Claim.Stored(MessageState.QUEUED));
        clock.advance(Duration.ofSeconds(60));
        assertThat(messages.reopen(new Reopen(second.id(), 0, "a")).result())
                .isEqualTo(new Claim.Stopped(MessageState.EXPIRED, "expired"));
        assertThat(types(second.id())).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_EXPIRED);
    }

    @Test
    void aNewerMessageCancelsTheWaitingOneOfItsCollapseKey() {
        NewMessage waiting = message(collapsing("c", REQUEST), new Opening.Waiting(MessageState.QUEUED, null));
        assertThat(claim(waiting)).isEqualTo(new Claim.Stored(MessageState.QUEUED));

        SendRequest newer = collapsing("c", request("k2", Stream.BULK, null, List.of()));
        assertThat(claim(message(newer, SENDING))).isEqualTo(new Claim.Opened(1));
        assertThat(state(waiting.id())).isEqualTo(MessageState.CANCELLED);
    }

    @Test
    void aFurtherAttemptNeedsTheRightNumberAndAMessageThatWaits() {
        UUID id = opened();
        assertThat(messages.reopen(new Reopen(id, 1, "b")).result()).isInstanceOf(Claim.Existing.class);
        assertThat(settle(id, 1, MessageState.UNCERTAIN, EventType.MESSAGE_UNCERTAIN))
                .isTrue();
        assertThat(messages.reopen(new Reopen(id, 1, "b")).result()).isInstanceOf(Claim.Existing.class);
        assertThat(settle(id, 1, MessageState.DEFERRED, EventType.MESSAGE_DEFERRED))
                .isTrue();

        assertThat(messages.reopen(new Reopen(id, 0, "b")).result()).isInstanceOf(Claim.Existing.class);
        assertThat(messages.reopen(new Reopen(id, 1, "b")).result()).isEqualTo(new Claim.Opened(2));
    }

    @Test
    void aStateMovesOnlyForwardAtItsOwnAttemptAndIsWrittenOnce() {
        UUID id = opened();

        assertThat(settle(id, 2, MessageState.SENT, EventType.MESSAGE_SENT)).isFalse();
        assertThat(settle(id, 1, MessageState.SENT, EventType.MESSAGE_SENT)).isTrue();
        assertThat(settle(id, 1, MessageState.SENT, EventType.MESSAGE_SENT)).isTrue();
        assertThat(settle(id, 1, MessageState.DEFERRED, EventType.MESSAGE_DEFERRED))
                .isFalse();
        assertThat(settle(id, 1, MessageState.DELIVERED, EventType.MESSAGE_DELIVERED))
                .isTrue();
        assertThat(settle(id, 1, MessageState.BOUNCED, EventType.MESSAGE_BOUNCED))
                .isTrue();
        assertThat(settle(id, 1, MessageState.SENT, EventType.MESSAGE_SENT)).isFalse();
        assertThat(messages.events(id))
                .extracting(MemoryMessages.Event::sequence)
                .containsExactly(1, 2, 3, 4);
    }

    private UUID opened() {
        NewMessage message = message(REQUEST, SENDING);
        assertThat(claim(message)).isEqualTo(new Claim.Opened(1));
        return message.id();
    }

    private NewMessage message(SendRequest request, Opening opening) {
        return new NewMessage(ids.next(), new Submission(request, "{}"), "email-bulk", "job-1", opening);
    }

    private Claim claim(NewMessage message) {
        return messages.claim(message).result();
    }

    private boolean settle(UUID id, int attempt, MessageState to, EventType event) {
        return messages.settle(new Transition(id, attempt, to, null, null, FAILURE, null, event, "{}"))
                .result();
    }

    private MessageState state(UUID id) {
        return messages.byId(id).result().map(StoredMessage::state).orElseThrow();
    }

    private List<EventType> types(UUID id) {
        return messages.events(id).stream().map(MemoryMessages.Event::type).toList();
    }
}
