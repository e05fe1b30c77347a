package io.emailservice.tracking;

import java.util.UUID;

/** What a verified token says. */
sealed interface Token {
    UUID messageId();

    /** Of the pixel. */
    record Open(UUID messageId) implements Token {}

    /**
     * Of a link.
     *
     * @param url absolute http or https URL
     * @param link index among the tracked links of the message
     */
    record Click(UUID messageId, String url, int link) implements Token {}

    /** Of the unsubscribe page and header. */
    record Unsubscribe(UUID messageId) implements Token {}
}
