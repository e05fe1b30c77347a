package io.emailservice.twin;

import io.emailservice.config.Section;
import io.emailservice.twin.feedback.FeedbackConfig;
import io.emailservice.twin.ledger.LedgerLimits;
import io.emailservice.twin.mailgun.MailgunConfig;
import io.emailservice.twin.ses.SesConfig;
import io.emailservice.twin.sqs.SqsConfig;

/**
 * How a twin runs.
 *
 * @param host the address it listens on
 * @param port 0 for any free one
 * @param url the address under which others reach it, for the links in what it posts; empty for host and port
 * @param seed of all that is random: the same seed and the same requests give the same faults
 */
public record TwinConfig(
        String host,
        int port,
        String url,
        long seed,
        MailgunConfig mailgun,
        SesConfig ses,
        SqsConfig sqs,
        FeedbackConfig feedback,
        LedgerLimits limits) {
    /** Any free port of this machine, with the keys that dev mode uses. */
    public static final TwinConfig DEFAULTS = new TwinConfig(
            "127.0.0.1",
            0,
            "",
            1,
            MailgunConfig.DEFAULTS,
            SesConfig.DEFAULTS,
            SqsConfig.DEFAULTS,
            FeedbackConfig.DEFAULTS,
            LedgerLimits.DEFAULTS);

    private static final int HIGHEST_PORT = 65_535;

    public static TwinConfig from(Section section) {
        TwinConfig config = new TwinConfig(
                section.text("host", DEFAULTS.host),
                section.integer("port", DEFAULTS.port, 0, HIGHEST_PORT),
                section.text("url", DEFAULTS.url),
                section.integer("seed", (int) DEFAULTS.seed, 0, Integer.MAX_VALUE),
                MailgunConfig.from(section.section("mailgun")),
                SesConfig.from(section.section("ses")),
                SqsConfig.from(section.section("sqs")),
                FeedbackConfig.from(section.section("feedback")),
                LedgerLimits.from(section.section("limits")));
        section.end();
        return config;
    }

    /** The same on another port. */
    public TwinConfig onPort(int otherPort) {
        return new TwinConfig(host, otherPort, url, seed, mailgun, ses, sqs, feedback, limits);
    }

    /** The same with another account at SES. */
    public TwinConfig with(SesConfig otherSes) {
        return new TwinConfig(host, port, url, seed, mailgun, otherSes, sqs, feedback, limits);
    }

    /** The same with other bounds of the record. */
    public TwinConfig with(LedgerLimits otherLimits) {
        return new TwinConfig(host, port, url, seed, mailgun, ses, sqs, feedback, otherLimits);
    }
}
