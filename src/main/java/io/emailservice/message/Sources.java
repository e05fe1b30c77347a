package io.emailservice.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All Handlebars sources that one message is rendered from.
 *
 * @param name what a record of the message says about them: {@code inline}, or the pinned version and locale, for
 *     example {@code welcome@3/en}
 * @param content sources of the parts
 * @param partials stored templates of the same tenant that {@code {{> name}}} may use, by name, partials of partials
 *     included
 */
public record Sources(String name, Content content, Map<String, Content> partials) {
    /** The {@link #name} of sources that came with the request. */
    public static final String INLINE = "inline";

    public Sources {
        partials = Map.copyOf(partials);
    }

    /** The version of the stored template, or null for sources that came with the request. */
    public @Nullable Integer version() {
        int at = name.lastIndexOf('@');
        int slash = name.indexOf('/', at + 1);
        return at < 0 ? null : Integer.valueOf(name.substring(at + 1, slash < 0 ? name.length() : slash));
    }

    /** Sources that came with the request and use no partial. */
    public static Sources inline(Content content) {
        return new Sources(INLINE, content, Map.of());
    }
}
