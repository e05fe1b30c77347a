package io.emailservice.render;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.PathCompiler;
import com.github.jknack.handlebars.PathExpression;
import com.github.jknack.handlebars.Template;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The built-in helpers {@code if}, {@code unless}, {@code with}, {@code each} and {@code lookup}, with the meaning they
 * have in Handlebars.js. Ours write straight to the {@link Output}: those of the library build a text for every turn of
 * a loop, out of reach of the bounds.
 */
final class Blocks {
    private static final String NAMES_KEY = "\0names";
    private static final List<PathExpression> NAMES = PathCompiler.compile(NAMES_KEY, false);

    /** What a block answers: it has written already. */
    private static final Object NOTHING = "";

    private Blocks() {}

    static Object when(@Nullable Object test, Options options) throws IOException {
        return choose(Values.truthy(test), options);
    }

    static Object unless(@Nullable Object test, Options options) throws IOException {
        return choose(!Values.truthy(test), options);
    }

    /** The body or the else part of a block, in the scope around it. */
    static Object choose(boolean body, Options options) throws IOException {
        return write(body ? options.fn : options.inverse, options.context);
    }

    static Object with(@Nullable Object model, Options options) throws IOException {
        if (model == null || !Values.truthy(model)) {
            return choose(false, options);
        }
        Context around = options.context;
        boolean section = new Arguments(model, options).count() == 0;
        Context scope = section ? around : Context.newContext(around, model);
        return write(options.fn, named(scope, names(section ? around.parent() : around), options, model, ""));
    }

    static Object each(@Nullable Object items, Options options) throws IOException {
        if (items instanceof Map<?, ?> map && !map.isEmpty()) {
            return eachEntry(map, options);
        }
        if (items instanceof List<?> list && !list.isEmpty()) {
            return eachItem(list, options);
        }
        return choose(false, options);
    }

    private static Object eachItem(List<?> list, Options options) throws IOException {
        Map<String, Object> names = names(options.context);
        int index = 0;
        for (Iterator<?> items = list.iterator(); items.hasNext(); index++) {
            Object item = items.next();
            turn(item, new Loop(index, index, !items.hasNext()), names, options);
        }
        return NOTHING;
    }

    private static Object eachEntry(Map<?, ?> map, Options options) throws IOException {
        Map<String, Object> names = names(options.context);
        int index = 0;
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); index++) {
            Map.Entry<?, ?> entry = entries.next();
            turn(entry.getValue(), new Loop(index, entry.getKey(), !entries.hasNext()), names, options);
        }
        return NOTHING;
    }

    private static void turn(@Nullable Object item, Loop loop, Map<String, Object> names, Options options)
            throws IOException {
        Object model = item == null ? NOTHING : item;
        Context scope = Context.newContext(options.context, model).combine(Loop.KEY, loop);
        Object nothing = write(options.fn, named(scope, names, options, model, loop.key()));
        assert nothing == NOTHING;
    }

    /** The names given with {@code as |item index|} around a scope. */
    private static Map<String, Object> names(Context scope) {
        @SuppressWarnings("unchecked") // only named() writes it, and no data can hold the key
        Map<String, Object> names = (Map<String, Object>) scope.get(NAMES);
        return names == null ? Map.of() : names;
    }

    /**
     * Gives a scope the names around it and those of its own block. The library's scopes for this find the names, but
     * lose {@code this} and {@code @index} of the loops inside.
     */
    private static Context named(Context scope, Map<String, Object> around, Options options, Object value, Object key) {
        if (around.isEmpty() && options.blockParams.isEmpty()) {
            return scope;
        }
        Map<String, Object> names = new HashMap<>(around);
        for (int i = 0; i < options.blockParams.size(); i++) {
            names.put(options.blockParams.get(i), i == 0 ? value : key);
        }
        return scope.combine(names).combine(NAMES_KEY, names);
    }

    /** One entry of a map or a list by a computed name; null if there is none. */
    static @Nullable Object lookup(@Nullable Object model, Options options) {
        Object name = options.param(0, null);
        if (model instanceof Map<?, ?> map) {
            return map.get(Values.text(name));
        }
        if (model instanceof List<?> list && name instanceof Integer index && index >= 0 && index < list.size()) {
            return list.get(index);
        }
        return null;
    }

    private static Object write(Template part, Context scope) throws IOException {
        Output output = Output.of(scope);
        output.step();
        part.apply(scope, output);
        return NOTHING;
    }
}
