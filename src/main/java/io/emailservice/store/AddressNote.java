package io.emailservice.store;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Feedback;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What feedback says about an address, beyond its message.
 *
 * @param stream the one that it holds for, {@code *} for all
 */
record AddressNote(Kind kind, String tenant, String address, String stream, UUID messageId, Instant at) {
    /** The graver first. */
    enum Kind {
        COMPLAINT,
        HARD_BOUNCE,
        UNSUBSCRIBE,
        /** May become a suppression when it goes on like this. */
        SOFT_BOUNCE,
        /** It works: ends a run of soft bounces. */
        DELIVERED;

        /** The reason of the suppression that follows. */
        String reason() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String ALL = "*";

    static Optional<AddressNote> of(Told told, KnownMessage message) {
        Feedback feedback = told.feedback();
        Kind kind = kind(feedback);
        if (kind == null) {
            return Optional.empty();
        }
        String address = feedback.recipient();
        return Optional.of(new AddressNote(
                kind,
                message.tenant(),
                address == null ? message.recipient() : address,
                kind == Kind.UNSUBSCRIBE ? message.stream() : ALL,
                message.id(),
                told.at()));
    }

    /** Whether it suppresses by itself. */
    boolean suppresses() {
        return kind == Kind.HARD_BOUNCE || kind == Kind.COMPLAINT || kind == Kind.UNSUBSCRIBE;
    }

    boolean saysTheSameAs(AddressNote other) {
        return kind == other.kind && isOfTheSameListAs(other);
    }

    boolean isOfTheSameListAs(AddressNote other) {
        return address.equals(other.address) && stream.equals(other.stream);
    }

    private static @Nullable Kind kind(Feedback feedback) {
        Diagnosis diagnosis = feedback.diagnosis();
        return switch (feedback.kind()) {
            case DELIVERED -> Kind.DELIVERED;
            case UNSUBSCRIBED -> Kind.UNSUBSCRIBE;
            // Somebody took the message out of the spam folder.
            case COMPLAINED -> "not-spam".equals(feedback.signals().detail()) ? null : Kind.COMPLAINT;
            case BOUNCED -> {
                if (feedback.hardBounce()) {
                    yield Kind.HARD_BOUNCE;
                }
                boolean soft = diagnosis != null
                        && diagnosis.bounce() == Diagnosis.Bounce.SOFT
                        && diagnosis.fault() == FailureClass.RECIPIENT;
                yield soft ? Kind.SOFT_BOUNCE : null;
            }
            default -> null;
        };
    }
}
