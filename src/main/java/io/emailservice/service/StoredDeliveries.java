package io.emailservice.service;

import io.emailservice.config.Secret;
import io.emailservice.event.webhook.Deliveries;
import io.emailservice.event.webhook.Delivery;
import io.emailservice.event.webhook.Endpoint;
import io.emailservice.store.Store;
import io.emailservice.store.WebhookDelivery;
import io.emailservice.store.WebhookEndpoint;
import io.emailservice.store.WebhookEndpoints;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Endpoints and deliveries of the room {@code event}, kept in the store. */
record StoredDeliveries(Store store) implements Deliveries {
    @Override
    public Future<List<Endpoint>> endpoints(int limit) {
        return store.webhookEndpoints()
                .list(null, limit)
                .map(rows -> rows.stream().map(StoredDeliveries::endpoint).toList());
    }

    @Override
    public String reader(UUID endpoint) {
        return WebhookEndpoints.reader(endpoint);
    }

    @Override
    public Future<Void> park(List<Delivery> deliveries) {
        return store.webhookDeliveries()
                .park(deliveries.stream()
                        .map(one -> new WebhookDelivery(
                                one.endpointId(),
                                one.eventId(),
                                one.type(),
                                one.body(),
                                one.attempts(),
                                one.nextAt(),
                                one.failure()))
                        .toList());
    }

    @Override
    public Future<List<Delivery>> take(int limit, Collection<UUID> without, Duration lease) {
        return store.webhookDeliveries().take(limit, without, lease).map(rows -> rows.stream()
                .map(row -> new Delivery(
                        row.endpointId(),
                        row.eventId(),
                        row.type(),
                        row.body(),
                        row.attempts(),
                        row.nextAt(),
                        row.failure()))
                .toList());
    }

    @Override
    public Future<Void> taken(Delivery delivery) {
        return store.webhookDeliveries().taken(delivery.endpointId(), delivery.eventId());
    }

    @Override
    public Future<Duration> failing(UUID endpoint, boolean failing, boolean anew) {
        return store.webhookEndpoints().failing(endpoint, failing, anew);
    }

    @Override
    public Future<Boolean> disable(Endpoint endpoint, String reason) {
        return store.webhookEndpoints().disable(endpoint.id(), endpoint.url(), reason);
    }

    private static Endpoint endpoint(WebhookEndpoint row) {
        Secret old = row.oldSecret();
        List<Secret> secrets = old == null ? List.of(row.secret()) : List.of(row.secret(), old);
        return new Endpoint(row.id(), row.tenant(), row.url(), row.types(), secrets);
    }
}
