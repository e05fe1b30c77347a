package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Signals;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvidenceTest {
    private static final UUID ID = Sample.id();
    private static final Signals SIGNALS =
            new Signals("Mozilla/5.0", "192.0.2.1", "browser", "https://example.com/", "apple", "abuse");

    @Test
    void bringsBackAllThatWasKept() {
        for (FailureClass fault : FailureClass.values()) {
            for (Diagnosis.Bounce bounce : Diagnosis.Bounce.values()) {
                roundTrip(FeedbackKind.BOUNCED, new Diagnosis(bounce, fault, "r", "550", "5.1.1", "gone"), SIGNALS);
            }
            roundTrip(FeedbackKind.REJECTED, new Diagnosis(null, fault, "r", null, null, ""), Signals.NONE);
        }
    }

    @ParameterizedTest
    @EnumSource(FeedbackKind.class)
    void bringsBackWhatSaidLittle(FeedbackKind kind) {
        roundTrip(kind, null, Signals.NONE);
    }

    private static void roundTrip(FeedbackKind kind, @Nullable Diagnosis diagnosis, Signals signals) {
        Feedback feedback = new Feedback(
                "mailgun",
                "eu",
                kind,
                "raw",
                UUID.randomUUID(),
                "event",
                ID,
                "provider-id",
                "ann@example.com",
                FeedbackSample.EPOCH,
                diagnosis,
                signals);
        String stored = Evidence.of(feedback).encode();
        KeptFeedback kept = new KeptFeedback(
                ID, feedback.key(), kind.wire(), FeedbackSample.EPOCH, ID, "ann@example.com", new JsonObject(stored));

        assertThat(kept.told()).isEqualTo(new Told(feedback, ID, FeedbackSample.EPOCH));
    }
}
