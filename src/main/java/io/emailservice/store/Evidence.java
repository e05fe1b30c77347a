package io.emailservice.store;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Feedback;
import io.emailservice.message.Signals;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Feedback as it is kept beside its message: all that it said, absent where it said nothing. Pure. */
final class Evidence {
    private Evidence() {}

    static JsonObject of(Feedback feedback) {
        JsonObject all = new JsonObject().put("provider", feedback.provider()).put("rawKind", feedback.rawKind());
        add(all, "account", feedback.account());
        add(all, "eventId", feedback.eventId());
        add(all, "providerMessageId", feedback.providerMessageId());
        Diagnosis diagnosis = feedback.diagnosis();
        if (diagnosis != null) {
            Diagnosis.Bounce bounce = diagnosis.bounce();
            add(all, "bounce", bounce == null ? null : bounce.wire());
            all.put("class", diagnosis.fault().wire()).put("reason", diagnosis.reason());
            add(all, "code", diagnosis.code());
            add(all, "enhancedCode", diagnosis.enhancedCode());
            add(all, "text", diagnosis.text());
        }
        Signals signals = feedback.signals();
        add(all, "userAgent", signals.userAgent());
        add(all, "address", signals.address());
        add(all, "clientType", signals.clientType());
        add(all, "url", signals.url());
        add(all, "machine", signals.machine());
        add(all, "detail", signals.detail());
        return all;
    }

    private static void add(JsonObject all, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            all.put(name, value);
        }
    }
}
