package io.emailservice.webhook;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One post of a provider, exactly as it came, from somebody we believe.
 *
 * @param id a UUIDv7
 * @param provider {@code mailgun} or {@code ses}: who can read it
 * @param account our name of the provider account, or null if the way it came named none
 * @param key what makes it the same post when it comes again, unique within the provider: for Mailgun the time and token
 *     that were signed, for SNS the message id, also when it comes through a queue; of a queue's raw body the queue's id
 * @param contentType as claimed, cut to a length; empty if none was
 */
public record RawPost(
        UUID id,
        String provider,
        @Nullable String account,
        Way way,
        Instant receivedAt,
        String key,
        String contentType,
        Buffer body) {

    /** How a post reaches us. */
    public enum Way {
        HTTP,
        SQS
    }
}
