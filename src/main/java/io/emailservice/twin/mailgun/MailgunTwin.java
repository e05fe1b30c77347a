package io.emailservice.twin.mailgun;

import io.emailservice.twin.fault.Effect;
import io.emailservice.twin.feedback.Acceptances;
import io.emailservice.twin.feedback.Poster;
import io.emailservice.twin.feedback.Target;
import io.emailservice.twin.feedback.WebhookConfig;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.ProviderIds;
import io.emailservice.twin.wire.Endpoint;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes of the Mailgun stand-in. */
public final class MailgunTwin {
    private final Clock clock;
    private final Map<String, Endpoint> posts = new HashMap<>();
    private final Map<String, Endpoint> others = new HashMap<>();
    private final SuppressionLists lists = new SuppressionLists();
    private final MailgunSettings settings;
    private final MailgunDomains domains;

    public MailgunTwin(MailgunConfig config, Ledger ledger, Acceptances acceptances, Clock clock) {
        this.clock = clock;
        this.settings = new MailgunSettings(config.eventDelay());
        this.domains = new MailgunDomains(config.domains(), new MailgunKeys(config.key(), config.sendingKey()));
        SendRules rules = new SendRules(config.templates());
        posts.put("messages", new SendEndpoint(domains, rules, ledger, acceptances, false));
        posts.put("messages.mime", new SendEndpoint(domains, rules, ledger, acceptances, true));
        others.put("events", new EventsEndpoint(domains, ledger, settings, clock));
        for (SuppressionLists.Kind kind : SuppressionLists.Kind.values()) {
            Endpoint endpoint = new SuppressionsEndpoint(domains, lists, kind, clock);
            posts.put(kind.route, endpoint);
            others.put(kind.route, endpoint);
        }
    }

    /** The form of the ids that it makes. */
    public static ProviderIds ids(MailgunConfig config, long seed) {
        return new MailgunIds(config.domains(), seed);
    }

    /** Who answers a request, or null if there is no such route. */
    public @Nullable Endpoint endpoint(HttpMethod method, String path) {
        int start = path.indexOf('/', MailgunDomains.PREFIX.length()) + 1;
        if (start == 0 || !path.startsWith(MailgunDomains.PREFIX)) {
            return null;
        }
        int end = path.indexOf('/', start);
        String route = path.substring(start, end < 0 ? path.length() : end);
        return (method.equals(HttpMethod.POST) ? posts : others).get(route);
    }

    /** A webhook that tells of the messages of a domain that is here. */
    public Target webhook(WebhookConfig webhook, Poster poster, long seed) {
        return new WebhookTarget(webhook, domains.numberOf(webhook.domain()), poster, clock, seed);
    }

    /** How faults are worded on a path. */
    public Effect.Wording wording(String path) {
        return new MailgunWording(clock, MailgunDomains.domain(path));
    }

    public MailgunSettings settings() {
        return settings;
    }

    /** Forgets what clients have put here. */
    public void reset() {
        lists.reset();
        settings.reset();
    }
}
