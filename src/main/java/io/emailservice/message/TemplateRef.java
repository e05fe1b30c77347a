package io.emailservice.message;

import org.jspecify.annotations.Nullable;

/** A stored template that a request names; no version means the newest published one. */
public record TemplateRef(
        String id, @Nullable Integer version, @Nullable String locale) {}
