package io.emailservice.provider;

import org.jspecify.annotations.Nullable;

/**
 * Reads what one provider posts about messages. Pure: the same bytes always give the same answer, so that posts can be
 * kept as they came and read again later. Whatever the bytes are, no exception escapes. Safe from any thread.
 */
public interface FeedbackDecoder {
    /** The provider, for example {@code mailgun}. */
    String provider();

    /**
     * Reads one post, or one entry of a queue; says nothing of whether it is genuine.
     *
     * @param body as it came, whatever its content type claimed
     * @param account our name of the provider account it came for, or null if the way it came named none
     */
    FeedbackReading decode(byte[] body, @Nullable String account);
}
