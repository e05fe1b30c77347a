package io.emailservice.message;

import java.util.Locale;
import java.util.Optional;

/** What kind of mail a message is: a blast must never delay a password reset. */
public enum Stream {
    TRANSACTIONAL,
    BULK;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in requests, events, configuration and the store. */
    public String wire() {
        return wire;
    }

    public static Optional<Stream> of(String wire) {
        for (Stream stream : values()) {
            if (stream.wire.equals(wire)) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }
}
