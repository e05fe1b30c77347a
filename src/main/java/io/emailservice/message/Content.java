package io.emailservice.message;

import org.jspecify.annotations.Nullable;

/**
 * Handlebars sources of one message. At least one of {@code html} and {@code text} is present.
 *
 * @param subject source of the subject line
 */
public record Content(
        String subject, @Nullable String html, @Nullable String text) {}
