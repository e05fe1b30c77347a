package io.emailservice.render;

import com.github.jknack.handlebars.EscapingStrategy;
import org.jspecify.annotations.Nullable;

/** Escapes a value for HTML text and quoted attributes, with the same characters and references as Handlebars.js. */
final class Escaping implements EscapingStrategy {
    static final EscapingStrategy HTML = new Escaping();

    private Escaping() {}

    @Override
    public CharSequence escape(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            if (reference(value.charAt(i)) != null) {
                return escapeFrom(value, i);
            }
        }
        return value;
    }

    private static CharSequence escapeFrom(CharSequence value, int first) {
        StringBuilder escaped = new StringBuilder(value.length() + 32).append(value, 0, first);
        for (int i = first; i < value.length(); i++) {
            char c = value.charAt(i);
            String reference = reference(c);
            if (reference == null) {
                escaped.append(c);
            } else {
                escaped.append(reference);
            }
        }
        return escaped;
    }

    private static @Nullable String reference(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#x27;";
            case '`' -> "&#x60;";
            case '=' -> "&#x3D;";
            default -> null;
        };
    }
}
