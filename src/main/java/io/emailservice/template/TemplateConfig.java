package io.emailservice.template;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * How long stored templates are remembered.
 *
 * @param cacheEntries remembered answers per event loop, least recently used dropped first
 * @param pinned how long a version that a request names is remembered: versions never change
 * @param newest how long the newest version of a template is taken to be the newest
 * @param missing how long a template that doesn't exist is taken not to exist
 * @param loadTimeout longest wait for the store
 */
public record TemplateConfig(
        int cacheEntries, Duration pinned, Duration newest, Duration missing, Duration loadTimeout) {
    public static final TemplateConfig DEFAULTS = new TemplateConfig(
            1_000, Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(5));

    /** Reads the section {@code template}. */
    public static TemplateConfig from(Section section) {
        TemplateConfig config = new TemplateConfig(
                section.integer("cacheEntries", DEFAULTS.cacheEntries, 1, 1_000_000),
                section.duration("pinned", DEFAULTS.pinned, Duration.ofSeconds(1), Duration.ofDays(7)),
                section.duration("newest", DEFAULTS.newest, Duration.ofMillis(100), Duration.ofHours(1)),
                section.duration("missing", DEFAULTS.missing, Duration.ofMillis(100), Duration.ofMinutes(5)),
                section.duration("loadTimeout", DEFAULTS.loadTimeout, Duration.ofMillis(100), Duration.ofMinutes(1)));
        section.end();
        return config;
    }
}
