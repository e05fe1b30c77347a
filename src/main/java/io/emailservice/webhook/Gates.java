package io.emailservice.webhook;

import io.emailservice.config.Secret;
import io.emailservice.provider.PostCheck;
import io.emailservice.provider.mailgun.MailgunSignature;
import io.emailservice.provider.ses.SnsCertificates;
import io.emailservice.provider.ses.SnsCheck;
import io.emailservice.provider.ses.SnsPins;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All addresses that posts may come to, made once for each event loop, to which the certificates belong. */
final class Gates {
    private final Map<String, Gate> ofAccounts = new HashMap<>();
    private final Map<Sender, Gate> general = new HashMap<>();
    private final Confirmation confirmation;

    Gates(Vertx vertx, WebhookConfig config, Map<String, Sender> accounts, Clock clock) {
        SesPosts ses = config.ses();
        HttpClient client = SnsCertificates.client(vertx);
        this.confirmation = new Confirmation(client, ses.fetchTimeout());
        PostCheck sns = sns(ses, client, clock);
        RawDelivery raw = new RawDelivery(ses.rawSecret(), ses.topics());
        general.put(Sender.MAILGUN, mailgun(config.mailgun(), null, clock));
        general.put(Sender.SES, new Gate(Sender.SES, null, sns, raw));
        accounts.forEach((name, sender) -> ofAccounts.put(
                name,
                sender == Sender.MAILGUN
                        ? mailgun(config.mailgun(), name, clock)
                        : new Gate(Sender.SES, name, sns, raw)));
    }

    /** Accounts that somebody posts for; those of kinds that don't post are left out. */
    static Map<String, Sender> senders(Map<String, String> kinds) {
        Map<String, Sender> senders = new LinkedHashMap<>();
        kinds.forEach((name, kind) -> {
            for (Sender sender : Sender.values()) {
                if (sender.provider().equals(kind)) {
                    senders.put(name, sender);
                }
            }
        });
        return Map.copyOf(senders);
    }

    /** The gate of an address, or null if there is no such account of this sender. */
    @Nullable
    Gate find(Sender sender, @Nullable String account) {
        Gate gate = account == null ? general.get(sender) : ofAccounts.get(account);
        return gate != null && gate.sender() == sender ? gate : null;
    }

    Confirmation confirmation() {
        return confirmation;
    }

    private static Gate mailgun(MailgunPosts posts, @Nullable String account, Clock clock) {
        List<Secret> keys = account == null ? List.copyOf(posts.signingKeys().values()) : posts.keysOf(account);
        PostCheck check = keys.isEmpty() ? unset() : new MailgunSignature(keys, posts.back(), posts.ahead(), clock);
        return new Gate(Sender.MAILGUN, account, check, null);
    }

    private static PostCheck sns(SesPosts ses, HttpClient client, Clock clock) {
        if (ses.topics().isEmpty()) {
            return unset();
        }
        SnsCertificates certificates = new SnsCertificates(client, ses.fetchTimeout(), clock);
        URI standIn = ses.insecureStandIn();
        SnsPins pins = standIn == null ? SnsPins.amazon() : SnsPins.insecureStandIn(standIn);
        return new SnsCheck(Set.copyOf(ses.topics()), certificates, pins, ses.back(), ses.ahead(), clock);
    }

    private static PostCheck unset() {
        return body -> Future.failedFuture(new Refused(Refusal.NOT_CONFIGURED));
    }
}
