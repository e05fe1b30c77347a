package io.emailservice.render;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a helper was called with.
 *
 * @param first first argument, or null if it is missing from the data
 */
record Arguments(@Nullable Object first, Options options) {
    /** A helper that answers a value. */
    @FunctionalInterface
    interface Function {
        Object apply(Arguments arguments) throws IOException;
    }

    /**
     * A helper whose first argument must be there.
     *
     * @param strict whether a missing one fails the message; otherwise nothing is printed
     */
    static Helper<Object> present(boolean strict, Function helper) {
        return (first, options) -> {
            Arguments arguments = new Arguments(first, options).expect(1);
            if (first != null) {
                return helper.apply(arguments);
            }
            if (strict) {
                throw new Refusal(Refusal.MISSING_VARIABLE, arguments.place() + " has no value in the data");
            }
            return "";
        };
    }

    /** A helper that takes anything, also nothing. */
    static Helper<Object> any(int atLeast, Function helper) {
        return (first, options) -> helper.apply(new Arguments(first, options).expect(atLeast));
    }

    /** Argument by position, from 1 for the second one; null if it is missing. */
    @Nullable
    Object at(int index) {
        return index == 0 ? first : options.param(index - 1, null);
    }

    int count() {
        return options.<Integer>data(Context.PARAM_SIZE);
    }

    /** A named argument as text, or the fallback. */
    String named(String name, String fallback) {
        Object value = options.hash.get(name);
        return value == null ? fallback : Values.text(value);
    }

    Output output() {
        return Output.of(options.context);
    }

    Refusal bad(String rule) {
        return new Refusal(Refusal.BAD_ARGUMENT, place() + ": " + rule);
    }

    /** The tag as the template spells it, and its line. */
    String place() {
        String tag = options.tagType.inline() ? options.fn.text() : "{{#" + options.helperName + "}}";
        return tag + " in line " + options.fn.position()[0];
    }

    private Arguments expect(int atLeast) {
        if (count() < atLeast) {
            throw bad("needs " + atLeast + (atLeast == 1 ? " argument" : " arguments"));
        }
        return this;
    }
}
