package io.emailservice.store;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.EngagementLabel;
import io.emailservice.message.Feedback;
import io.emailservice.message.Signals;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The type-specific part of the events that feedback makes. Pure, and the same in whatever order feedback comes. */
final class EventData {
    private EventData() {}

    static JsonObject of(Told told, KnownMessage message, Labeller labeller) {
        Feedback feedback = told.feedback();
        JsonObject data = new JsonObject().put("source", feedback.provider()).put("rawKind", feedback.rawKind());
        if (!message.isTo(feedback.recipient())) {
            data.put("recipient", feedback.recipient());
        }
        Diagnosis diagnosis = feedback.diagnosis();
        if (diagnosis != null) {
            addDiagnosis(data, diagnosis);
        }
        if (feedback.kind().engagement()) {
            addSignals(data, feedback.signals());
            EngagementLabel label = labeller.label(feedback, message.attemptAt());
            data.put("who", label.who().wire()).put("signals", new JsonArray(label.signals()));
        }
        return data;
    }

    private static void addDiagnosis(JsonObject data, Diagnosis diagnosis) {
        Diagnosis.Bounce bounce = diagnosis.bounce();
        add(data, "bounce", bounce == null ? null : bounce.wire());
        data.put("class", diagnosis.fault().wire()).put("reason", diagnosis.reason());
        add(data, "code", diagnosis.code());
        add(data, "enhancedCode", diagnosis.enhancedCode());
        add(data, "text", diagnosis.text());
    }

    private static void addSignals(JsonObject data, Signals signals) {
        add(data, "userAgent", signals.userAgent());
        add(data, "clientType", signals.clientType());
        add(data, "url", signals.url());
        add(data, "detail", signals.detail());
    }

    private static void add(JsonObject data, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            data.put(name, value);
        }
    }
}
