package io.emailservice.webhook;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import io.emailservice.provider.ses.SnsCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code webhooks.ses}: whose posts are those of SES.
 *
 * @param topics ARNs of the SNS topics that may post; without any, nothing that SNS signs is taken
 * @param rawSecret for raw delivery, which isn't signed: the token in the address of the subscription; empty refuses it
 * @param back how old a signed message may be
 * @param ahead how far in the future it may be
 * @param fetchTimeout of a certificate or a confirmation
 * @param insecureStandIn for tests and development only: where certificates and confirmations lie instead of at SNS;
 *     whoever holds that address can sign. Null in production
 */
public record SesPosts(
        List<String> topics,
        Secret rawSecret,
        Duration back,
        Duration ahead,
        Duration fetchTimeout,
        @Nullable URI insecureStandIn) {

    public static final SesPosts DEFAULTS = new SesPosts(
            List.of(), new Secret(""), SnsCheck.WINDOW_BACK, SnsCheck.WINDOW_AHEAD, Duration.ofSeconds(5), null);

    private static final int MAX_TOPICS = 100;
    private static final int MIN_SECRET_BYTES = 16;
    private static final String TOPIC = "arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?";

    public SesPosts {
        topics = List.copyOf(topics);
    }

    static SesPosts from(Section section) {
        SesPosts config = new SesPosts(
                section.texts("topics", DEFAULTS.topics),
                section.secret("rawSecret", ""),
                section.duration("back", DEFAULTS.back, Duration.ofMinutes(1), Duration.ofDays(60)),
                section.duration("ahead", DEFAULTS.ahead, Duration.ofSeconds(1), Duration.ofDays(1)),
                section.duration("fetchTimeout", DEFAULTS.fetchTimeout, Duration.ofMillis(50), Duration.ofSeconds(10)),
                url(section, "insecureStandIn"));
        if (config.topics.size() > MAX_TOPICS) {
            section.problem("topics", "must be at most " + MAX_TOPICS);
        }
        if (!config.topics.stream().allMatch(topic -> topic.matches(TOPIC))) {
            section.problem("topics", "must be ARNs, such as arn:aws:sns:eu-west-1:123456789012:ses-feedback");
        }
        String secret = config.rawSecret.value();
        if (!secret.isEmpty() && secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
            section.problem("rawSecret", "must have at least " + MIN_SECRET_BYTES + " bytes");
        }
        section.end();
        return config;
    }

    /** An http or https URL, or null; notes any other text. */
    static @Nullable URI url(Section section, String key) {
        String text = section.optionalText(key);
        if (text == null) {
            return null;
        }
        try {
            URI url = new URI(text);
            if (("https".equals(url.getScheme()) || "http".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException wrong) {
            // falls through to the one complaint below
        }
        section.problem(key, "must be an http or https URL");
        return null;
    }
}
