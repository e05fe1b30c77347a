package io.emailservice.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message after rendering and tracking: what the recipient will see. At least one of {@code html} and {@code text} is
 * present.
 *
 * @param headers extra headers by name, ours and the caller's, in the order to send them
 */
public record RenderedMessage(
        String subject, @Nullable String html, @Nullable String text, Map<String, String> headers) {}
