package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Clusters of unsubscribes. Plugged in by {@code service}. */
public interface ClusterBook {
    /** The newest of a tenant, at most {@code limit}, each as callers see it. */
    Future<List<JsonObject>> list(String tenant, int limit);

    /** Takes back what a cluster suppressed; empty if the tenant has no such cluster. */
    Future<Optional<JsonObject>> undo(String tenant, UUID id, String by);
}
