package io.emailservice.message;

import org.jspecify.annotations.Nullable;

/** Texts from outside as we keep them: bounded, on one line, without control characters (a database takes no NUL). */
final class Wording {
    private Wording() {}

    static @Nullable String cutOrNull(@Nullable String text, int max) {
        return text == null || text.isEmpty() ? null : cut(text, max);
    }

    static String cut(String text, int max) {
        String bounded = text.length() > max ? text.substring(0, whole(text, max)) : text;
        for (int i = 0; i < bounded.length(); i++) {
            if (Character.isISOControl(bounded.charAt(i))) {
                return clean(bounded, i);
            }
        }
        return bounded;
    }

    /** Doesn't cut a character of two parts in half. */
    private static int whole(String text, int max) {
        return Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    }

    private static String clean(String text, int from) {
        char[] characters = text.toCharArray();
        for (int i = from; i < characters.length; i++) {
            if (Character.isISOControl(characters[i])) {
                characters[i] = ' ';
            }
        }
        return new String(characters);
    }
}
