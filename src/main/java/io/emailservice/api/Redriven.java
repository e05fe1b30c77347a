package io.emailservice.api;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** What came of the wish to make a new message out of a dead letter. */
public sealed interface Redriven {
    /**
     * There is a new message.
     *
     * @param again it had been made before
     */
    record As(UUID letter, Accepted accepted, boolean again) implements Redriven {
        JsonObject toJson() {
            return new JsonObject()
                    .put("redriveOf", letter.toString())
                    .put("messageId", accepted.messageId().toString())
                    .put("status", accepted.status().wire())
                    .put("alreadyRedriven", again);
        }
    }

    /**
     * There can't be one.
     *
     * @param cause a name for causes of this kind
     * @param detail what a reader can do about it
     */
    record Refused(UUID letter, String cause, String detail) implements Redriven {}
}
