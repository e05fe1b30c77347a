package io.emailservice.provider.ses;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import io.emailservice.provider.AccountConfig;
import io.emailservice.provider.ProviderAdapter;
import io.emailservice.provider.SenderConfig;
import io.emailservice.provider.SuppressionLists;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One SES account in one region.
 *
 * @param endpoint another address than the region's own, or null
 * @param configurationSet routes the events of our messages, or null
 * @param accessKeyId with {@code secretAccessKey}; empty for the default chain (role, environment, profile)
 */
public record SesConfig(
        String region,
        @Nullable URI endpoint,
        @Nullable String configurationSet,
        String accessKeyId,
        Secret secretAccessKey,
        SenderConfig sender)
        implements AccountConfig {

    public static final String KIND = "ses";

    /** What SES gives an account in its sandbox, the lowest there is. */
    private static final double SANDBOX_RATE = 1;

    private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]+)+-\\d");
    private static final Pattern CONFIGURATION_SET = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Reads one account; notes unknown keys. */
    public static SesConfig from(Section section) {
        SesConfig config = new SesConfig(
                section.text("region", "us-east-1"),
                endpoint(section, section.optionalText("endpoint")),
                section.optionalText("configurationSet"),
                section.text("accessKeyId", ""),
                section.secret("secretAccessKey", ""),
                SenderConfig.from(section));
        if (!REGION.matcher(config.region).matches()) {
            section.problem("region", "must be the name of a region, such as eu-west-1");
        }
        String set = config.configurationSet;
        if (set != null && !CONFIGURATION_SET.matcher(set).matches()) {
            section.problem("configurationSet", "must have up to 64 letters, digits, hyphens and underscores");
        }
        if (config.accessKeyId.isEmpty() != config.secretAccessKey.value().isEmpty()) {
            section.problem("secretAccessKey", "must be given together with accessKeyId, or neither of them");
        }
        section.end();
        return config;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public double startsAt() {
        return SANDBOX_RATE;
    }

    /** Making the client loads classes and reads profile files: not on the event loop. */
    @Override
    public Future<ProviderAdapter> adapter(Vertx vertx, Clock clock) {
        return vertx.executeBlocking(() -> SesClient.make(vertx, this, clock), false)
                .map(client -> new SesAdapter(vertx, this, client, clock));
    }

    @Override
    public Future<SuppressionLists> suppressionLists(Vertx vertx, Clock clock) {
        return vertx.executeBlocking(() -> SesClient.make(vertx, this, clock), false)
                .map(client -> new SesSuppressionList(vertx, client, clock));
    }

    private static @Nullable URI endpoint(Section section, @Nullable String text) {
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
        section.problem("endpoint", "must be an http or https URL");
        return null;
    }
}
