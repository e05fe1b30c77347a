package io.emailservice.twin;

import io.emailservice.config.Section;
import io.emailservice.twin.ledger.LedgerLimits;
import io.emailservice.twin.mailgun.MailgunConfig;
import io.emailservice.twin.ses.SesConfig;

/**
 * How a twin runs.
 *
 * @param host the address it listens on
 * @param port 0 for any free one
 * @param seed of all that is random: the same seed and the same requests give the same faults
 */
public record TwinConfig(String host, int port, long seed, MailgunConfig mailgun, SesConfig ses, LedgerLimits limits) {
    /** Any free port of this machine, with the keys that dev mode uses. */
    public static final TwinConfig DEFAULTS =
            new TwinConfig("127.0.0.1", 0, 1, MailgunConfig.DEFAULTS, SesConfig.DEFAULTS, LedgerLimits.DEFAULTS);

    private static final int HIGHEST_PORT = 65_535;

    public static TwinConfig from(Section section) {
        TwinConfig config = new TwinConfig(
                section.text("host", DEFAULTS.host),
                section.integer("port", DEFAULTS.port, 0, HIGHEST_PORT),
                section.integer("seed", (int) DEFAULTS.seed, 0, Integer.MAX_VALUE),
                MailgunConfig.from(section.section("mailgun")),
                SesConfig.from(section.section("ses")),
                LedgerLimits.from(section.section("limits")));
        section.end();
        return config;
    }
}
