package io.emailservice.twin.mailgun;

import io.emailservice.twin.ledger.ProviderIds;
import io.emailservice.twin.wire.Mixing;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;

/** Message ids in Mailgun's newer form, time and hex digits: {@code 20221019211537.93011d31ea99c5a8@domain}. */
final class MailgunIds implements ProviderIds {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();
    private static final int HEX_DIGITS = 16;
    private static final long MILLIS = 1_000;

    private final List<String> domains;
    private final long salt;
    private long lastSecond = -1;
    private String lastPrefix = "";

    MailgunIds(List<String> domains, long seed) {
        this.domains = domains;
        this.salt = Mixing.mix(seed);
    }

    @Override
    public String make(int acceptance, long millis, int account) {
        String digits = HEX.toHexDigits(Mixing.mix(acceptance ^ salt));
        return prefix(millis / MILLIS) + digits + '@' + domains.get(account);
    }

    @Override
    public int acceptanceOf(String id) {
        int dot = id.indexOf('.');
        int at = dot + 1 + HEX_DIGITS;
        if (dot < 0 || id.indexOf('@') != at) {
            return -1;
        }
        try {
            long number = Mixing.unmix(HexFormat.fromHexDigitsToLong(id, dot + 1, at)) ^ salt;
            return number >= 0 && number <= Integer.MAX_VALUE ? (int) number : -1;
        } catch (IllegalArgumentException notHex) {
            return -1;
        }
    }

    private String prefix(long second) {
        if (second != lastSecond) {
            lastPrefix = SECOND.format(Instant.ofEpochSecond(second)) + '.';
            lastSecond = second;
        }
        return lastPrefix;
    }
}
