package io.emailservice.service;

import io.emailservice.api.ClusterBook;
import io.emailservice.store.UnsubscribeCluster;
import io.emailservice.store.UnsubscribeClusters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stored clusters of unsubscribes, as callers see them. */
record StoredClusters(UnsubscribeClusters clusters) implements ClusterBook {
    @Override
    public Future<List<JsonObject>> list(String tenant, int limit) {
        return clusters.list(tenant, limit)
                .map(found -> found.stream().map(StoredClusters::view).toList());
    }

    @Override
    public Future<Optional<JsonObject>> undo(String tenant, UUID id, String by) {
        return clusters.undo(tenant, id, by).map(undone -> undone.map(StoredClusters::view));
    }

    private static JsonObject view(UnsubscribeCluster cluster) {
        return new JsonObject()
                .put("id", cluster.id().toString())
                .put("tenant", cluster.tenant())
                .put("stream", cluster.stream())
                .put("campaign", cluster.campaign())
                .put("foundAt", cluster.foundAt().toString())
                .put("lastAt", cluster.lastAt().toString())
                .put("unsubscribes", cluster.unsubscribes())
                .put("machines", cluster.machines())
                .put("lifted", cluster.lifted())
                .put("undoneAt", text(cluster.undoneAt()))
                .put("undoneBy", cluster.undoneBy());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
