package io.emailservice.provider.mailgun;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import io.emailservice.provider.AccountConfig;
import io.emailservice.provider.ProviderAdapter;
import io.emailservice.provider.SenderConfig;
import io.emailservice.provider.SuppressionLists;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * One Mailgun account and sending domain.
 *
 * @param baseUrl origin of the API, without a path
 * @param domain the sending domain, part of every path
 * @param apiKey account key, or the domain's sending key; the latter can't look messages up
 * @param mime whether we build the MIME message ourselves instead of sending form fields
 * @param testMode whether Mailgun accepts and reports, but sends nothing
 * @param metadata whether a message's metadata travels with it; recipients can read it in a header
 * @param eventsKept how long Mailgun keeps events for this plan: older messages can't be looked up
 */
public record MailgunConfig(
        URI baseUrl,
        String domain,
        Secret apiKey,
        boolean mime,
        boolean testMode,
        boolean metadata,
        Duration eventsKept,
        SenderConfig sender)
        implements AccountConfig {

    public static final String KIND = "mailgun";

    private static final Map<String, String> REGIONS =
            Map.of("us", "https://api.mailgun.net", "eu", "https://api.eu.mailgun.net");

    /** Reads one account; notes unknown keys. */
    public static MailgunConfig from(Section section) {
        String regional = section.choice("region", "https://api.mailgun.net", REGIONS);
        MailgunConfig config = new MailgunConfig(
                baseUrl(section, section.text("baseUrl", regional)),
                section.requiredText("domain"),
                new Secret(section.requiredText("apiKey")),
                section.flag("mime", false),
                section.flag("testMode", false),
                section.flag("metadata", true),
                section.duration("eventsKept", Duration.ofDays(1), Duration.ofHours(1), Duration.ofDays(30)),
                SenderConfig.from(section));
        section.end();
        return config;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Future<ProviderAdapter> adapter(Vertx vertx, Clock clock) {
        return Future.succeededFuture(new MailgunAdapter(vertx, this, clock));
    }

    @Override
    public Future<SuppressionLists> suppressionLists(Vertx vertx, Clock clock) {
        return Future.succeededFuture(new MailgunLists(new Calls(vertx, this, clock, 1), this, clock));
    }

    private static URI baseUrl(Section section, String text) {
        try {
            URI url = new URI(text);
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            boolean bare = url.getRawPath().isEmpty() || url.getRawPath().equals("/");
            if (http && url.getHost() != null && bare && url.getRawQuery() == null && url.getUserInfo() == null) {
                return url;
            }
        } catch (java.net.URISyntaxException wrong) {
            // falls through to the one complaint below
        }
        section.problem("baseUrl", "must be an http or https URL without a path");
        return URI.create("https://api.mailgun.net");
    }
}
