package io.emailservice.api;

import io.emailservice.message.MessageState;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A send request that is stored and will be worked off.
 *
 * @param messageId of the first message with this idempotency key
 * @param status of that message
 * @param duplicate the key had been used before
 */
public record Accepted(UUID messageId, MessageState status, boolean duplicate) {
    JsonObject toJson() {
        JsonObject json =
                new JsonObject().put("messageId", messageId.toString()).put("status", status.wire());
        return duplicate ? json.put("duplicate", true) : json;
    }
}
