package io.emailservice.ops;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The last known state of one part.
 *
 * @param age since the result was found
 */
public record PartHealth(String name, boolean ok, String reason, Duration age) {
    JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("ok", ok)
                .put("reason", reason)
                .put("ageMs", age.toMillis());
    }
}
