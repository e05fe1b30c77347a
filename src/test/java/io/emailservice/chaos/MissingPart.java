package io.emailservice.chaos;

import java.util.Arrays;
import java.util.Locale;

/** A part of the service that a round does without, to show that the round would notice. */
public enum MissingPart {
    NOTHING,
    /** An unknown outcome is taken for a failure and tried again at once. */
    SETTLER,
    /** Whoever comes late still calls the provider. */
    FENCING,
    /** The attempt is written after the call instead of before it. */
    ATTEMPT_ROW;

    public static MissingPart of(String name) {
        return Arrays.stream(values())
                .filter(part -> part.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--without settler, fencing or attempt-row"));
    }

    /** Its name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
