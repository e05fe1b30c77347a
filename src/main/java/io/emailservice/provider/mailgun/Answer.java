package io.emailservice.provider.mailgun;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What came of one HTTP exchange. */
sealed interface Answer {
    /**
     * A whole response.
     *
     * @param retryAfter header {@code Retry-After}, or null
     * @param rateLimitReset header {@code X-RateLimit-Reset}, or null
     */
    record Received(
            int status,
            @Nullable String retryAfter,
            @Nullable String rateLimitReset,
            Buffer body) implements Answer {}

    /** No connection came about: the request certainly did not leave. */
    record NotSent(Throwable cause) implements Answer {}

    /** The request left, at least in part, and no whole response came. */
    record Lost(String code, String text) implements Answer {}
}
