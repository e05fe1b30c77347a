package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds a step execution with some of its messages. Plugged in by {@code service}. */
public interface StepReader {
    /**
     * The answer's body, or empty if the tenant has no such step.
     *
     * @param after only messages behind this one; null for the first ones
     * @param limit most messages
     */
    Future<Optional<JsonObject>> read(String tenant, String id, @Nullable UUID after, int limit);
}
