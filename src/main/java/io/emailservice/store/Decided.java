package io.emailservice.store;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Feedback;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How strongly one feedback speaks for a state. The strongest of all decides, so the order in which they come in doesn't
 * matter: the higher rank, then the earlier one, then the key.
 */
record Decided(int rank, Instant at, UUID key) {
    private static final Comparator<Decided> STRENGTH = Comparator.comparingInt(Decided::rank)
            .thenComparing(Decided::at, Comparator.reverseOrder())
            .thenComparing(Decided::key, IdRange.ORDER);

    /** Rank of feedback that says no more than that the provider has the message. */
    static final int TAKEN = 1;

    /** Null for feedback that stands beside the state. */
    static @Nullable Decided of(Told told) {
        int rank = weigh(told.feedback());
        return rank == 0 ? null : new Decided(rank, told.at(), told.key());
    }

    boolean strongerThan(@Nullable Decided other) {
        return other == null || STRENGTH.compare(this, other) > 0;
    }

    private static int weigh(Feedback feedback) {
        return switch (feedback.kind()) {
            case SENT, DEFERRED -> TAKEN;
            case DELIVERED -> 2;
            case REJECTED -> 3;
            case FAILED -> 4;
            case BOUNCED -> hard(feedback.diagnosis()) ? 6 : 5;
            case COMPLAINED, OPENED, CLICKED, UNSUBSCRIBED, UNKNOWN -> 0;
        };
    }

    private static boolean hard(@Nullable Diagnosis diagnosis) {
        return diagnosis != null && diagnosis.bounce() == Diagnosis.Bounce.HARD;
    }
}
