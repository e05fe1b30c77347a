package io.emailservice.service;

import io.emailservice.provider.AccountConfig;
import io.emailservice.store.Store;
import io.emailservice.webhook.Inbox;
import io.emailservice.webhook.QueueVerticle;
import io.emailservice.webhook.WebhookAlerts;
import io.emailservice.webhook.WebhookMetrics;
import io.emailservice.webhook.WebhookRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The parts that providers post to, wired but not yet deployed. */
final class PostEntrances {
    private final WebhookRoutes routes;
    private final Map<String, QueueVerticle> queues = new TreeMap<>();

    PostEntrances(
            Vertx vertx, ServiceConfig config, Store store, WebhookAlerts alerts, MeterRegistry registry, Clock clock) {
        Inbox inbox = new StoredInbox(store.posts());
        WebhookMetrics metrics = new PostMeters(registry);
        this.routes = new WebhookRoutes(
                vertx, config.webhooks(), kinds(config.providers().accounts()), inbox, metrics, alerts, clock);
        config.webhooks()
                .queues()
                .forEach((name, queue) ->
                        queues.put(name, new QueueVerticle(name, config.webhooks(), queue, inbox, metrics, clock)));
    }

    WebhookRoutes routes() {
        return routes;
    }

    /** By the names of the queues. */
    Map<String, QueueVerticle> queues() {
        return queues;
    }

    private static Map<String, String> kinds(Map<String, AccountConfig> accounts) {
        Map<String, String> kinds = new HashMap<>();
        accounts.forEach((name, account) -> kinds.put(name, account.kind()));
        return kinds;
    }
}
