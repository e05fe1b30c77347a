package io.emailservice.twin.ses;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.util.List;

/**
 * What the SES stand-in knows of an account.
 *
 * @param verifySignatures whether signatures are computed and compared; without it only the form of the header and the
 *     access key are looked at, which is for benchmarks
 * @param configurationSets the sets that exist
 * @param templates the stored templates that exist
 * @param identities verified addresses and domains; empty for any
 * @param maxSendRate recipients a second
 * @param max24HourSend recipients in a rolling day, -1 for no limit
 */
public record SesConfig(
        String region,
        String accessKeyId,
        Secret secretAccessKey,
        boolean verifySignatures,
        List<String> configurationSets,
        List<String> templates,
        List<String> identities,
        double maxSendRate,
        double max24HourSend) {
    public static final SesConfig DEFAULTS = new SesConfig(
            "us-east-1",
            "AKIATWINEXAMPLE",
            new Secret("twin-secret"),
            true,
            List.of("email-service"),
            List.of(),
            List.of(),
            100_000,
            -1);

    static final double HIGHEST_RATE = 1e6;
    static final double HIGHEST_QUOTA = 1e9;

    public static SesConfig from(Section section) {
        SesConfig config = new SesConfig(
                section.text("region", DEFAULTS.region),
                section.text("accessKeyId", DEFAULTS.accessKeyId),
                section.secret("secretAccessKey", DEFAULTS.secretAccessKey.value()),
                section.flag("verifySignatures", DEFAULTS.verifySignatures),
                section.texts("configurationSets", DEFAULTS.configurationSets),
                section.texts("templates", DEFAULTS.templates),
                section.texts("identities", DEFAULTS.identities),
                section.number("maxSendRate", DEFAULTS.maxSendRate, 0, HIGHEST_RATE),
                section.number("max24HourSend", DEFAULTS.max24HourSend, -1, HIGHEST_QUOTA));
        section.end();
        if (config.accessKeyId.isEmpty() || config.secretAccessKey.value().isEmpty()) {
            section.problem("accessKeyId", "must be there, with secretAccessKey");
        }
        return config;
    }
}
