package io.emailservice.twin.feedback;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * A webhook at Mailgun.
 *
 * @param domain whose messages it tells of; empty for all domains
 * @param signingKey the account's webhook signing key
 */
public record WebhookConfig(String domain, String url, Secret signingKey) {
    public static final String DEFAULT_KEY = "signing-key-test";

    static WebhookConfig from(Section section) {
        WebhookConfig config = new WebhookConfig(
                section.text("domain", ""), section.requiredText("url"), section.secret("signingKey", DEFAULT_KEY));
        section.end();
        checkUrl(section, config.url);
        return config;
    }

    static void checkUrl(Section section, String url) {
        try {
            URI uri = new URI(url);
            if (url.isEmpty()
                    || (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null)) {
                return;
            }
        } catch (URISyntaxException wrong) {
            // falls through to the one complaint below
        }
        section.problem("url", "must be an http or https URL");
    }
}
