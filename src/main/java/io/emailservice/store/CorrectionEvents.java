package io.emailservice.store;

import io.emailservice.message.EventType;
import io.emailservice.message.FeedbackKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of a correction. What is told anew makes the events that it would have made at first; what is taken back,
 * and a state that goes back, are told by {@code message.corrected}. All carry {@code "replayed": true}. Pure.
 */
record CorrectionEvents(Labeller labeller, Instant now) {
    private static final String REPLAYED = "replayed";

    List<MessageChange.NewEvent> of(KnownMessage message, Reading reading, Verdict verdict) {
        List<MessageChange.NewEvent> events = new ArrayList<>();
        Told evidence = verdict.evidence();
        if (evidence != null && MessageChange.wasWaiting(message)) {
            events.add(replayed(MessageChange.sent(evidence)));
        }
        boolean decisive = addTold(events, message, reading, verdict);
        JsonArray withdrawn = withdrawn(reading);
        if (!withdrawn.isEmpty() || (verdict.moves(message) && !decisive)) {
            JsonObject data = new JsonObject().put(REPLAYED, true).put("withdrawn", withdrawn);
            events.add(new MessageChange.NewEvent(
                    EventType.MESSAGE_CORRECTED,
                    now,
                    withMove(data, message, verdict).encode()));
        }
        return List.copyOf(events);
    }

    private static MessageChange.NewEvent replayed(MessageChange.NewEvent event) {
        JsonObject data = new JsonObject(event.data()).put(REPLAYED, true);
        return new MessageChange.NewEvent(event.type(), event.at(), data.encode());
    }

    /** Whether one of them tells what decided the state. */
    private boolean addTold(
            List<MessageChange.NewEvent> events, KnownMessage message, Reading reading, Verdict verdict) {
        boolean decisive = false;
        for (Told told : KeptFeedback.told(reading.fresh())) {
            EventType type = MessageChange.type(told.feedback().kind());
            if (type != null && !saidBefore(told, message, reading)) {
                JsonObject data = EventData.of(told, message, labeller).put(REPLAYED, true);
                if (told.equals(verdict.evidence())) {
                    decisive = true;
                    data = withMove(data, message, verdict);
                }
                events.add(new MessageChange.NewEvent(type, told.at(), data.encode()));
            }
        }
        return decisive;
    }

    /** What changed may be nothing that an event tells. */
    private boolean saidBefore(Told told, KnownMessage message, Reading reading) {
        return reading.changed().stream()
                .filter(change -> change.after().key().equals(told.key()))
                .map(change -> change.before().told())
                .anyMatch(before -> before.at().equals(told.at())
                        && before.feedback().kind() == told.feedback().kind()
                        && EventData.of(before, message, labeller).equals(EventData.of(told, message, labeller)));
    }

    private static JsonObject withMove(JsonObject data, KnownMessage message, Verdict verdict) {
        return data.put("before", message.state().wire())
                .put("state", verdict.state().wire());
    }

    private static JsonArray withdrawn(Reading reading) {
        JsonArray all = new JsonArray();
        for (KeptFeedback gone : reading.withdrawn()) {
            if (FeedbackKind.of(gone.kind()).map(MessageChange::type).isPresent()) {
                all.add(new JsonObject()
                        .put("kind", gone.kind())
                        .put("at", gone.at().toString()));
            }
        }
        return all;
    }
}
