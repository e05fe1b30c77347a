package io.emailservice.twin.ses;

import io.emailservice.twin.ledger.ProviderIds;
import io.emailservice.twin.wire.Mixing;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Message ids in the form of SES: a prefix of the region, the time, a UUID and a counter, such as
 * {@code 0100018a1b2c3d4e-12345678-1234-1234-1234-123456789012-000000}.
 */
final class SesIds implements ProviderIds {
    private static final HexFormat HEX = HexFormat.of();
    private static final int TIME_DIGITS = 12;

    private final String prefix;
    private final long salt;

    SesIds(String region, long seed) {
        this.prefix = region.equals("us-east-1") ? "0100" : "0102";
        this.salt = Mixing.mix(seed);
    }

    @Override
    public String make(int acceptance, long millis, int account) {
        long mixed = Mixing.mix(acceptance ^ salt);
        return prefix + HEX.toHexDigits(millis, TIME_DIGITS) + '-' + new UUID(mixed, Mixing.mix(mixed)) + "-000000";
    }

    /** SES offers no look-up by id, so there is nothing to find. */
    @Override
    public int acceptanceOf(String id) {
        return -1;
    }
}
