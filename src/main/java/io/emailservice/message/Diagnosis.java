package io.emailservice.message;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a message was not delivered, by the words of whoever refused it and by our reading of them.
 *
 * @param bounce whether the refusal is for good; null if the receiving server was never asked (a provider's own refusal)
 *     and for a deferral
 * @param fault whose fault it is
 * @param reason our name of the reason, from the classification's data files, for example {@code mailbox_full}. A
 *     provider that refused because of its own list says {@code listed_bounce}, {@code listed_complaint},
 *     {@code listed_unsubscribe} or {@code listed}
 * @param code the SMTP code or the provider's own, or null
 * @param enhancedCode the RFC 3463 code, for example {@code 5.1.1}, or null
 * @param text what the receiving server or the provider wrote; empty if nothing
 */
public record Diagnosis(
        @Nullable Bounce bounce,
        FailureClass fault,
        String reason,
        @Nullable String code,
        @Nullable String enhancedCode,
        String text) {

    /** Whether it makes sense to mail the address again. */
    public enum Bounce {
        /** For good. */
        HARD,
        /** It may work another time, or for another message. */
        SOFT;

        private final String wire = name().toLowerCase(Locale.ROOT);

        /** The name in events and in the store. */
        public String wire() {
            return wire;
        }
    }

    public Diagnosis {
        reason = Wording.cut(reason, 100);
        code = Wording.cutOrNull(code, 50);
        enhancedCode = Wording.cutOrNull(enhancedCode, 20);
        text = Wording.cut(text, 1_000);
    }

    /** Nothing but a hard bounce that is the recipient's own may put an address on a suppression list. */
    public boolean suppresses() {
        return bounce == Bounce.HARD && fault == FailureClass.RECIPIENT;
    }

    /** The same, but not for good. */
    public Diagnosis softened() {
        return bounce == Bounce.HARD ? new Diagnosis(Bounce.SOFT, fault, reason, code, enhancedCode, text) : this;
    }
}
