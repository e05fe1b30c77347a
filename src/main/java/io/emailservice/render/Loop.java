package io.emailservice.render;

import com.github.jknack.handlebars.ValueResolver;

/** Where an {@code each} stands: one object for what would be five entries of a map in every turn. */
record Loop(int index, Object key, boolean last) {
    /** Its key in the scope of a turn. No template can spell it. */
    static final String KEY = "\0loop";

    /** The value of {@code @index}, {@code @key}, {@code @first} or {@code @last}. */
    Object variable(String name) {
        return switch (name) {
            case "@index" -> index;
            case "@key" -> key;
            case "@first" -> index == 0;
            case "@last" -> last;
            default -> ValueResolver.UNRESOLVED;
        };
    }
}
