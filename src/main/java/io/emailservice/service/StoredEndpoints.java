package io.emailservice.service;

import io.emailservice.api.EndpointBook;
import io.emailservice.event.webhook.Signatures;
import io.emailservice.event.webhook.WebhookConfig;
import io.emailservice.store.Store;
import io.emailservice.store.WebhookEndpoint;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The store's webhook endpoints as their owners manage them. */
record StoredEndpoints(Store store, WebhookConfig config) implements EndpointBook {
    @Override
    public @Nullable String problem(String url) {
        return config.reach().problem(url);
    }

    @Override
    public Future<Optional<View>> add(String tenant, String url, List<String> types) {
        return view(store.webhookEndpoints().add(tenant, url, types, Signatures.newSecret(), config.perTenant()));
    }

    @Override
    public Future<List<View>> list(String tenant) {
        return store.webhookEndpoints()
                .list(tenant, config.perTenant())
                .map(rows -> rows.stream().map(StoredEndpoints::view).toList());
    }

    @Override
    public Future<Optional<View>> find(UUID id) {
        return view(store.webhookEndpoints().find(id));
    }

    @Override
    public Future<Optional<View>> change(UUID id, String url, List<String> types, boolean paused) {
        String state = paused ? WebhookEndpoint.PAUSED : WebhookEndpoint.ACTIVE;
        return view(store.webhookEndpoints().change(id, url, types, state));
    }

    @Override
    public Future<Optional<View>> rotate(UUID id) {
        return view(store.webhookEndpoints().rotate(id, Signatures.newSecret(), config.rotation()));
    }

    @Override
    public Future<Void> remove(UUID id) {
        return store.webhookEndpoints().remove(id);
    }

    @Override
    public Future<JsonArray> deliveries(UUID id, boolean dead, int limit) {
        return store.webhookDeliveries().list(id, dead, limit).map(rows -> {
            JsonArray list = new JsonArray();
            rows.forEach(row -> list.add(new JsonObject()
                    .put("eventId", row.eventId().toString())
                    .put("type", row.type())
                    .put("attempts", row.attempts())
                    .put("nextAt", row.nextAt() == null ? null : row.nextAt().toString())
                    .put("failure", row.failure())));
            return list;
        });
    }

    @Override
    public Future<Integer> resend(UUID id, @Nullable UUID event) {
        return store.webhookDeliveries().resend(id, event);
    }

    private static Future<Optional<View>> view(Future<Optional<WebhookEndpoint>> found) {
        return found.map(one -> one.map(StoredEndpoints::view));
    }

    private static View view(WebhookEndpoint row) {
        JsonObject json = new JsonObject()
                .put("id", row.id().toString())
                .put("tenant", row.tenant())
                .put("url", row.url())
                .put("types", new JsonArray(row.types()))
                .put("state", row.state())
                .put("reason", row.reason())
                .put("createdAt", row.createdAt().toString());
        return new View(row.tenant(), json, row.secret().value());
    }
}
