package io.emailservice.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Diagnosis.Bounce;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeedbackTest {
    @Test
    void onlyAHardBounceOfTheRecipientsOwnFaultSuppresses() {
        for (FailureClass fault : FailureClass.values()) {
            assertThat(bounced(Bounce.HARD, fault).hardBounce()).isEqualTo(fault == FailureClass.RECIPIENT);
            assertThat(bounced(Bounce.SOFT, fault).hardBounce()).isFalse();
        }
    }

    @Test
    void engagementAndTheUnknownAskForNoState() {
        for (FeedbackKind kind : FeedbackKind.values()) {
            boolean beside = kind.engagement() || kind == FeedbackKind.UNKNOWN;
            assertThat(kind.target().isEmpty()).as("%s", kind).isEqualTo(beside);
        }
    }

    @Test
    void aProviderThatTriesAgainHasTheMessage() {
        assertThat(FeedbackKind.DEFERRED.target()).contains(MessageState.SENT);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsName(FeedbackKind kind) {
        assertThat(FeedbackKind.of(kind.wire())).contains(kind);
    }

    @Test
    void keepsNoControlCharactersAndNoEndlessTexts() {
        Diagnosis diagnosis = new Diagnosis(
                null, FailureClass.UNKNOWN, "other", "", null, "one\r\ntwo\0three" + "\uD83D\uDE00".repeat(1_000));

        assertThat(diagnosis.text()).startsWith("one  two three").hasSizeLessThanOrEqualTo(1_000);
        assertThat(Character.isHighSurrogate(
                        diagnosis.text().charAt(diagnosis.text().length() - 1)))
                .isFalse();
        assertThat(diagnosis.code()).isNull();
    }

    private static Feedback bounced(Bounce bounce, FailureClass fault) {
        return new Feedback(
                "mailgun",
                null,
                FeedbackKind.BOUNCED,
                "failed",
                new UUID(0, 1),
                null,
                null,
                null,
                "ann@example.com",
                null,
                new Diagnosis(bounce, fault, "other", null, null, ""),
                Signals.NONE);
    }
}
