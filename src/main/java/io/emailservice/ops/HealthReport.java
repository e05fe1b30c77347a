package io.emailservice.ops;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An answer to a health question: up if every part is. */
public record HealthReport(boolean up, List<PartHealth> parts) {
    public HealthReport {
        parts = List.copyOf(parts);
    }

    static HealthReport of(List<PartHealth> parts) {
        return new HealthReport(parts.stream().allMatch(PartHealth::ok), parts);
    }

    /** {@code {"status": "up" | "down", "parts": [{"name", "ok", "reason", "ageMs"}]}}. */
    public JsonObject toJson() {
        JsonArray list = new JsonArray();
        parts.forEach(part -> list.add(part.toJson()));
        return new JsonObject().put("status", up ? "up" : "down").put("parts", list);
    }
}
