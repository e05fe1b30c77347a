package io.emailservice.webhook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Notes what is measured and alerted, as short lines. */
final class Notes implements WebhookMetrics, WebhookAlerts {
    final List<String> measured = new CopyOnWriteArrayList<>();
    final List<String> alerts = new CopyOnWriteArrayList<>();

    @Override
    public void stored(String provider, RawPost.Way way, Inbox.Receipt receipt, Duration took) {
        measured.add(provider + " " + way + " " + receipt);
    }

    @Override
    public void refused(String provider, String cause) {
        measured.add(provider + " refused " + cause);
    }

    @Override
    public void handshake(String provider, boolean ending) {
        measured.add(provider + (ending ? " ended" : " confirmed"));
    }

    @Override
    public void received(String queue, int messages) {
        measured.add(queue + " received " + messages);
    }

    @Override
    public void deleted(String queue, int messages) {
        measured.add(queue + " deleted " + messages);
    }

    @Override
    public void queueFailed(String queue, String call) {
        measured.add(queue + " failed " + call);
    }

    @Override
    public void refusalsRose(String provider, @Nullable String account, String cause, int refusals) {
        alerts.add(provider + " " + account + " " + cause + " " + refusals);
    }

    @Override
    public void unsubscribed(String provider, @Nullable String account, String topic) {
        alerts.add(provider + " " + account + " unsubscribed " + topic);
    }
}
