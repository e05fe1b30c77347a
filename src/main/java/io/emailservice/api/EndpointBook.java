package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Webhook endpoints as their owners manage them. Plugged in by {@code service}. Safe from any event loop. */
public interface EndpointBook {
    /** What is wrong with the URL of an endpoint, or null. */
    @Nullable
    String problem(String url);

    /** Empty if the tenant may have no more. */
    Future<Optional<View>> add(String tenant, String url, List<String> types);

    Future<List<View>> list(String tenant);

    Future<Optional<View>> find(UUID id);

    Future<Optional<View>> change(UUID id, String url, List<String> types, boolean paused);

    /** A new secret; the one before signs for a while, too. */
    Future<Optional<View>> rotate(UUID id);

    Future<Void> remove(UUID id);

    /** Dead letters, or what waits, oldest first. */
    Future<JsonArray> deliveries(UUID id, boolean dead, int limit);

    /** Sends dead letters again, one or all; answers how many. */
    Future<Integer> resend(UUID id, @Nullable UUID event);

    /**
     * An endpoint as its owner sees it.
     *
     * @param json without the secret
     * @param secret shown only to who made or rotated it
     */
    record View(String tenant, JsonObject json, String secret) {}
}
