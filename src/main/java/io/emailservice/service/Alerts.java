package io.emailservice.service;

import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.provider.BreakerState;
import io.emailservice.provider.ProviderAccount;
import io.emailservice.provider.ProviderListener;
import io.emailservice.store.EventLog;
import io.emailservice.store.ProviderEvent;
import io.emailservice.webhook.WebhookAlerts;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes through the outbox what operators should look at: that a provider account opens or closes its circuit, that
 * many posts of a provider are refused, that a topic ended its posts. The log has it from the part that saw it. With one
 * account only, an open circuit holds the queue; the event says so.
 */
final class Alerts implements ProviderListener, WebhookAlerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

    private final EventLog log;
    private final int accounts;

    Alerts(EventLog log, int accounts) {
        this.log = log;
        this.accounts = accounts;
    }

    @Override
    public void breakerChanged(ProviderAccount account, BreakerState from, BreakerState to, @Nullable Failure cause) {
        if (to == BreakerState.OPEN && from == BreakerState.CLOSED) {
            publish(EventType.PROVIDER_OPENED, account, cause);
        } else if (to == BreakerState.CLOSED) {
            publish(EventType.PROVIDER_CLOSED, account, null);
        }
    }

    private void publish(EventType type, ProviderAccount account, @Nullable Failure cause) {
        JsonObject data = new JsonObject()
                .put("account", account.name())
                .put("provider", account.kind())
                .put("holdsQueues", type == EventType.PROVIDER_OPENED && accounts == 1);
        if (cause != null) {
            data.put("class", cause.kind().wire()).put("code", cause.code()).put("reason", cause.text());
        }
        append(type, account.name(), data);
    }

    @Override
    public void refusalsRose(String provider, @Nullable String account, String cause, int refusals) {
        JsonObject data = new JsonObject()
                .put("account", account)
                .put("provider", provider)
                .put("cause", cause)
                .put("refusals", refusals);
        append(EventType.PROVIDER_REFUSED, account == null ? provider : account, data);
    }

    @Override
    public void unsubscribed(String provider, @Nullable String account, String topic) {
        JsonObject data = new JsonObject()
                .put("account", account)
                .put("provider", provider)
                .put("topic", topic);
        append(EventType.PROVIDER_UNSUBSCRIBED, account == null ? provider : account, data);
    }

    private void append(EventType type, String subject, JsonObject data) {
        log.append(new ProviderEvent(type, subject, data.encode()))
                .onFailure(failure -> LOG.warn(
                        "event=alert_not_stored subject={} type={} reason=\"{}\"",
                        subject,
                        type.wire(),
                        failure.getMessage()));
    }
}
