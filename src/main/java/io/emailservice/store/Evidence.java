package io.emailservice.store;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Signals;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
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

    /** The way back: what was kept is read as it was understood then. */
    static Feedback feedback(KeptFeedback kept, FeedbackKind kind) {
        JsonObject all = kept.evidence();
        return new Feedback(
                all.getString("provider", ""),
                all.getString("account"),
                kind,
                all.getString("rawKind", ""),
                kept.key(),
                all.getString("eventId"),
                kept.messageId(),
                all.getString("providerMessageId"),
                kept.recipient(),
                kept.at(),
                all.containsKey("class") ? diagnosis(all) : null,
                new Signals(
                        all.getString("userAgent"),
                        all.getString("address"),
                        all.getString("clientType"),
                        all.getString("url"),
                        all.getString("machine"),
                        all.getString("detail")));
    }

    private static Diagnosis diagnosis(JsonObject all) {
        String bounce = all.getString("bounce");
        return new Diagnosis(
                bounce == null ? null : Diagnosis.Bounce.valueOf(bounce.toUpperCase(Locale.ROOT)),
                FailureClass.valueOf(all.getString("class").toUpperCase(Locale.ROOT)),
                all.getString("reason", ""),
                all.getString("code"),
                all.getString("enhancedCode"),
                all.getString("text", ""));
    }

    private static void add(JsonObject all, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            all.put(name, value);
        }
    }
}
