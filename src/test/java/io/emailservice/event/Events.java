package io.emailservice.event;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/** Events for tests. */
final class Events {
    private Events() {}

    /** The n-th event of one message. */
    static PublishedEvent event(int number) {
        return event("01990000-0000-7000-8000-000000000000", number);
    }

    /** An event of a subject. */
    static PublishedEvent event(String subject, int number) {
        return new PublishedEvent(
                new UUID(0x0199_0000_0000_7000L, number),
                "message.sent",
                "acme",
                subject,
                number,
                Instant.parse("2026-01-01T00:00:00Z"),
                new JsonObject().put("attempt", number));
    }
}
