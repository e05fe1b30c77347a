package io.emailservice.testing;

import io.emailservice.message.Failure;
import io.emailservice.message.Outcome;
import java.util.Objects;

/** The failure of an outcome that must have one. */
public final class Failures {
    private Failures() {}

    public static Failure of(Outcome outcome) {
        return Objects.requireNonNull(outcome.failure(), () -> "no failure in " + outcome);
    }
}
