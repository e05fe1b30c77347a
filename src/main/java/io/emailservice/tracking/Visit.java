package io.emailservice.tracking;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request to a tracking endpoint, with what later tells humans from machines.
 *
 * @param time when it came in
 * @param head whether it was a HEAD request: no mail program of a human sends one
 * @param userAgent as sent, at most 512 characters; empty if there was none
 * @param address the peer's IP address, or null if unknown
 * @param headers telling headers by lower-case name, bounded in number and length
 */
public record Visit(
        UUID messageId,
        Instant time,
        boolean head,
        String userAgent,
        @Nullable String address,
        Map<String, String> headers) {
    public Visit {
        headers = Map.copyOf(headers);
    }
}
