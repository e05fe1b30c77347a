package io.emailservice.render;

import io.emailservice.message.Content;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be told from a source without compiling it. Pure. */
public final class TemplateTags {
    private static final String OPEN = "{{";
    private static final String PARTIAL_BLOCK = "@partial-block";

    private TemplateTags() {}

    /** Whether the source has any tag at all; one without needs no rendering. */
    static boolean in(String source) {
        return source.contains(OPEN);
    }

    /** The names in all {@code {{> name}}} and {@code {{#> name}}} of the parts; computed names can't be known. */
    public static Set<String> partials(Content content) {
        Set<String> names = collect(content.subject(), Set.of());
        names = collect(content.html(), names);
        return collect(content.text(), names);
    }

    private static Set<String> collect(@Nullable String source, Set<String> known) {
        Set<String> names = known;
        int open = source == null ? -1 : source.indexOf(OPEN);
        while (source != null && open >= 0) {
            String name = partialAt(source, open + OPEN.length());
            if (name != null) {
                names = names.isEmpty() ? new LinkedHashSet<>() : names;
                names.add(name);
            }
            open = source.indexOf(OPEN, open + OPEN.length());
        }
        return names;
    }

    /** The name of the partial whose tag starts here, or null if another kind of tag does. */
    private static @Nullable String partialAt(String source, int start) {
        int at = skip(source, skip(source, start, "~"), "#");
        at = skip(source, at, " \t\r\n");
        if (at >= source.length() || source.charAt(at) != '>') {
            return null;
        }
        at = skip(source, at + 1, " \t\r\n");
        int end = at;
        String closing = at < source.length() ? closing(source.charAt(at)) : "";
        at = closing.length() == 1 ? at + 1 : at;
        for (end = at; end < source.length() && closing.indexOf(source.charAt(end)) < 0; end++) {}
        String name = source.substring(at, Math.min(end, source.length()));
        return name.isEmpty() || name.equals(PARTIAL_BLOCK) ? null : name;
    }

    private static String closing(char first) {
        return switch (first) {
            case '"' -> "\"";
            case '\'' -> "'";
            case '[' -> "]";
            case '(' -> "(} \t\r\n";
            default -> "~} \t\r\n";
        };
    }

    private static int skip(String source, int start, String characters) {
        int at = start;
        while (at < source.length() && characters.indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
