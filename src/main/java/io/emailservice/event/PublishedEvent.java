package io.emailservice.event;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/**
 * One event in its public form.
 *
 * @param id the same on every delivery, for consumers to drop repeats
 * @param type for example {@code message.sent}
 * @param subject message id, or the name of what the event is about
 * @param sequence per subject, gap-free from 1; 0 for events that have no message
 */
public record PublishedEvent(
        UUID id, String type, String tenant, String subject, int sequence, Instant at, JsonObject data) {

    /** The same event with other data. */
    public PublishedEvent with(JsonObject otherData) {
        return new PublishedEvent(id, type, tenant, subject, sequence, at, otherData);
    }

    /** CloudEvents 1.0 in the JSON format. */
    public JsonObject toCloudEvent() {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", id.toString())
                .put("source", "/email-service/" + tenant)
                .put("type", type)
                .put("subject", subject)
                .put("time", at.toString())
                .put("datacontenttype", "application/json")
                .put("sequence", sequence)
                .put("partitionkey", subject)
                .put("data", data);
    }
}
