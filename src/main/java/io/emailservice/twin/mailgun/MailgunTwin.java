package io.emailservice.twin.mailgun;

import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.ProviderIds;
import io.emailservice.twin.wire.Endpoint;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** The routes of the Mailgun stand-in. */
public final class MailgunTwin {
    private final Endpoint send;
    private final Endpoint sendMime;

    public MailgunTwin(MailgunConfig config, Ledger ledger) {
        MailgunDomains domains =
                new MailgunDomains(config.domains(), new MailgunKeys(config.key(), config.sendingKey()));
        SendRules rules = new SendRules(config.templates());
        this.send = new SendEndpoint(domains, rules, ledger, false);
        this.sendMime = new SendEndpoint(domains, rules, ledger, true);
    }

    /** The form of the ids that it makes. */
    public static ProviderIds ids(MailgunConfig config, long seed) {
        return new MailgunIds(config.domains(), seed);
    }

    /** Who answers a request, or null if there is no such route. */
    public @Nullable Endpoint endpoint(HttpMethod method, String path) {
        if (!path.startsWith(MailgunDomains.PREFIX)) {
            return null;
        }
        int slash = path.indexOf('/', MailgunDomains.PREFIX.length());
        if (method.equals(HttpMethod.POST) && path.startsWith("/messages", slash)) {
            return path.endsWith("/messages") ? send : path.endsWith("/messages.mime") ? sendMime : null;
        }
        return null;
    }
}
