package io.emailservice.service;

import io.emailservice.api.StepReader;
import io.emailservice.store.StepExecution;
import io.emailservice.store.StepExecutions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stored step execution, as callers read it. */
record StoredSteps(StepExecutions steps) implements StepReader {
    @Override
    public Future<Optional<JsonObject>> read(String tenant, String id, @Nullable UUID after, int limit) {
        return steps.of(tenant, id, after, limit).map(found -> found.map(StoredSteps::view));
    }

    private static JsonObject view(StepExecution step) {
        JsonArray messages = new JsonArray();
        step.messages()
                .forEach(message -> messages.add(new JsonObject()
                        .put("messageId", message.id().toString())
                        .put("status", message.state())
                        .put("updatedAt", message.updatedAt().toString())));
        StepExecution.Counts counts = step.counts();
        return new JsonObject()
                .put("stepExecutionId", step.id())
                .put("tenant", step.tenant())
                .put("state", step.state())
                .put("sequence", step.sequence())
                .put(
                        "counts",
                        new JsonObject()
                                .put("pending", counts.pending())
                                .put("sent", counts.sent())
                                .put("delivered", counts.delivered())
                                .put("failed", counts.failed()))
                .put("createdAt", step.createdAt().toString())
                .put("updatedAt", step.updatedAt().toString())
                .put("messages", messages)
                .put(
                        "next",
                        step.more()
                                ? messages.getJsonObject(messages.size() - 1).getString("messageId")
                                : null);
    }
}
