package io.emailservice.twin.mailgun;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.time.Duration;
import java.util.List;

/**
 * What the Mailgun stand-in knows of an account.
 *
 * @param key the account's key, good for every route
 * @param sendingKey a key that may only send; empty for none
 * @param domains the domains that exist
 * @param templates the stored templates that exist, by name
 * @param eventDelay how long an event stays invisible to the events route
 */
public record MailgunConfig(
        Secret key, Secret sendingKey, List<String> domains, List<String> templates, Duration eventDelay) {
    public static final MailgunConfig DEFAULTS = new MailgunConfig(
            new Secret("key-test"), new Secret(""), List.of("mail.example.com"), List.of(), Duration.ZERO);

    static final Duration LONGEST_EVENT_DELAY = Duration.ofHours(1);
    private static final int MOST_DOMAINS = 4_096;

    public static MailgunConfig from(Section section) {
        MailgunConfig config = new MailgunConfig(
                section.secret("key", DEFAULTS.key.value()),
                section.secret("sendingKey", DEFAULTS.sendingKey.value()),
                section.texts("domains", DEFAULTS.domains),
                section.texts("templates", DEFAULTS.templates),
                section.duration("eventDelay", DEFAULTS.eventDelay, Duration.ZERO, LONGEST_EVENT_DELAY));
        section.end();
        if (config.key.value().isEmpty()) {
            section.problem("key", "must not be empty");
        }
        if (config.domains.isEmpty() || config.domains.size() > MOST_DOMAINS) {
            section.problem("domains", "must name 1 to " + MOST_DOMAINS + " domains");
        }
        return config;
    }
}
