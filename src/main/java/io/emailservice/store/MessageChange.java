package io.emailservice.store;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.MessageState;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What fresh feedback does to its message. Pure: whatever the order and the portions in which a history comes in, the
 * state, what decided it and the set of events end up the same.
 *
 * @param moved whether the state or what decided it changes
 */
record MessageChange(
        KnownMessage message,
        boolean moved,
        MessageState state,
        @Nullable Decided decided,
        @Nullable Failure failure,
        @Nullable String providerMessageId,
        List<NewEvent> events) {

    /** An event to be written, in the order of the list. */
    record NewEvent(EventType type, Instant at, String data) {}

    static final Comparator<Told> ORDER = Comparator.comparing(Told::at).thenComparing(Told::key, IdRange.ORDER);

    /** @param fresh feedback that was never seen before, about this message */
    static MessageChange of(KnownMessage message, List<Told> fresh, Labeller labeller) {
        List<Told> ordered = fresh.stream().sorted(ORDER).toList();
        Told strongest = movable(message) ? strongest(message, message.decided(), ordered) : null;
        List<NewEvent> events = new ArrayList<>();
        if (strongest != null && wasWaiting(message)) {
            events.add(sent(strongest));
        }
        for (Told told : ordered) {
            EventType type = type(told.feedback().kind());
            if (type != null) {
                events.add(new NewEvent(
                        type, told.at(), EventData.of(told, message, labeller).encode()));
            }
        }
        return strongest == null
                ? new MessageChange(message, false, message.state(), message.decided(), null, null, events)
                : moved(message, strongest, events);
    }

    /**
     * What is kept of a message that waits decides where it is, without its events being told again; empty if none of it
     * speaks for a state.
     */
    static Optional<MessageChange> settled(KnownMessage message, List<Told> kept) {
        Told strongest = movable(message) ? strongest(message, message.decided(), kept) : null;
        return strongest == null
                ? Optional.empty()
                : Optional.of(moved(message, strongest, wasWaiting(message) ? List.of(sent(strongest)) : List.of()));
    }

    private static MessageChange moved(KnownMessage message, Told strongest, List<NewEvent> events) {
        Feedback feedback = strongest.feedback();
        String providerMessageId = message.providerMessageId();
        // While the call is under way, only its own answer says which id the provider gave.
        if (providerMessageId == null && message.state() != MessageState.SENDING) {
            providerMessageId = feedback.providerMessageId();
        }
        return new MessageChange(
                message,
                true,
                feedback.kind().target().orElseThrow(),
                Decided.of(strongest),
                failure(feedback),
                providerMessageId,
                events);
    }

    /** The feedback that decides the state; null if none is stronger than {@code best}. */
    static @Nullable Told strongest(KnownMessage message, @Nullable Decided best, List<Told> told) {
        Decided leading = best;
        Told strongest = null;
        for (Told one : told) {
            Decided decided = message.isTo(one.feedback().recipient()) ? Decided.of(one) : null;
            boolean early =
                    decided != null && decided.rank() == Decided.TAKEN && message.state() == MessageState.SENDING;
            // That the provider has it is what the call's own answer is about to say.
            if (decided != null && !early && decided.strongerThan(leading)) {
                leading = decided;
                strongest = one;
            }
        }
        return strongest;
    }

    /** A message that we ended ourselves, or never handed over, is not moved by what somebody says about it. */
    static boolean movable(KnownMessage message) {
        return message.attemptAt() != null
                && (message.decided() != null || !message.state().terminal());
    }

    /** It was thought not to be taken, or nobody knew: the feedback is the first to say that it was. */
    static boolean wasWaiting(KnownMessage message) {
        return message.decided() == null
                && message.state() != MessageState.SENDING
                && !message.state().jobIsOver();
    }

    static NewEvent sent(Told evidence) {
        Feedback feedback = evidence.feedback();
        JsonObject seen = new JsonObject()
                .put("key", evidence.key().toString())
                .put("kind", feedback.kind().wire())
                .put("rawKind", feedback.rawKind())
                .put("at", evidence.at().toString());
        if (feedback.eventId() != null) {
            seen.put("eventId", feedback.eventId());
        }
        JsonObject data = new JsonObject()
                .put("settledBy", feedback.rawKind().equals(Proof.RAW_KIND) ? "answer" : "feedback")
                .put("evidence", seen);
        if (feedback.providerMessageId() != null) {
            data.put("providerMessageId", feedback.providerMessageId());
        }
        return new NewEvent(EventType.MESSAGE_SENT, evidence.at(), data.encode());
    }

    static @Nullable Failure failure(Feedback feedback) {
        if (feedback.kind() == FeedbackKind.DELIVERED
                || feedback.kind().target().orElseThrow() == MessageState.SENT) {
            return null;
        }
        Diagnosis diagnosis = feedback.diagnosis();
        return diagnosis == null
                ? new Failure(FailureClass.UNKNOWN, feedback.rawKind(), "")
                : new Failure(diagnosis.fault(), diagnosis.reason(), diagnosis.text());
    }

    static @Nullable EventType type(FeedbackKind kind) {
        return switch (kind) {
            case DELIVERED -> EventType.MESSAGE_DELIVERED;
            case DEFERRED -> EventType.MESSAGE_DEFERRED;
            case BOUNCED -> EventType.MESSAGE_BOUNCED;
            case REJECTED -> EventType.MESSAGE_REJECTED;
            case FAILED -> EventType.MESSAGE_FAILED;
            case COMPLAINED -> EventType.MESSAGE_COMPLAINED;
            case OPENED -> EventType.MESSAGE_OPENED;
            case CLICKED -> EventType.MESSAGE_CLICKED;
            case UNSUBSCRIBED -> EventType.MESSAGE_UNSUBSCRIBED;
            // Our own answer from the provider's interface says it, once.
            case SENT, UNKNOWN -> null;
        };
    }

    UUID id() {
        return message.id();
    }
}
