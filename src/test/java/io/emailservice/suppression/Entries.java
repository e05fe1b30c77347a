package io.emailservice.suppression;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionReason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What tests of this room start from. */
final class Entries {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final EntryReader READER = new EntryReader(new Simple(), Clock.fixed(NOW, ZoneOffset.UTC));

    private Entries() {}

    static Suppression suppression(String address) {
        return new Suppression(address, "*", SuppressionReason.MANUAL, "test", NOW, null);
    }

    /** Knows an address by its {@code @}. */
    private static final class Simple implements AddressRules {
        @Override
        public @Nullable String normalise(String address) {
            return address.indexOf('@') > 0 ? address.toLowerCase(Locale.ROOT) : null;
        }

        @Override
        public String rule(String refused) {
            return "must be an address";
        }
    }
}
