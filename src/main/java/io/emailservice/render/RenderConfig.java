package io.emailservice.render;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * Bounds and manners of rendering.
 *
 * @param strict whether a variable that is missing from the data fails the message instead of printing nothing
 * @param cacheTemplates compiled sources kept, least recently used dropped first
 * @param maxOutputBytes largest part, in characters of the output as in bytes of the source
 * @param maxDepth nesting of partials
 * @param timeLimit longest rendering of one part; what does little work is never too slow, however busy the machine
 * @param workers render threads
 */
public record RenderConfig(
        boolean strict, int cacheTemplates, int maxOutputBytes, int maxDepth, Duration timeLimit, int workers) {
    public static final RenderConfig DEFAULTS = new RenderConfig(false, 512, 2_000_000, 16, Duration.ofSeconds(1), 2);

    /** Reads the section {@code render}. */
    public static RenderConfig from(Section section) {
        RenderConfig config = new RenderConfig(
                section.flag("strict", DEFAULTS.strict),
                section.integer("cacheTemplates", DEFAULTS.cacheTemplates, 1, 100_000),
                section.integer("maxOutputBytes", DEFAULTS.maxOutputBytes, 1_000, 50_000_000),
                section.integer("maxDepth", DEFAULTS.maxDepth, 1, 64),
                section.duration("timeLimit", DEFAULTS.timeLimit, Duration.ofMillis(10), Duration.ofSeconds(10)),
                section.integer("workers", DEFAULTS.workers, 1, 64));
        section.end();
        return config;
    }
}
