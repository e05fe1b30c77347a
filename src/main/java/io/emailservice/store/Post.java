package io.emailservice.store;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that a provider or a recipient told us, exactly as it came in.
 *
 * @param id a UUIDv7
 * @param source who can read it: {@code mailgun}, {@code ses} or {@code visit}
 * @param account provider account that it was sent to, or null if the address named none
 */
public record Post(
        UUID id, String source, @Nullable String account, Instant receivedAt, String contentType, Buffer body) {}
