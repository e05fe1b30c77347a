package io.emailservice.api;

import io.vertx.core.json.JsonObject;

/**
 * A message as callers see it.
 *
 * @param tenant whose keys may see it
 * @param json the answer's body; handed over, not used afterwards by the one who made it
 */
public record MessageView(String tenant, JsonObject json) {}
