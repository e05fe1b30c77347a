package io.emailservice.render;

import com.github.jknack.handlebars.ValueResolver;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up in maps, and {@code length} in lists. Nothing else has properties: no bean, method or field of a Java
 * object is ever reached from a template.
 */
final class DataResolver implements ValueResolver {
    private final boolean strict;

    DataResolver(boolean strict) {
        this.strict = strict;
    }

    @Override
    public @Nullable Object resolve(Object context, String name) {
        if (context instanceof Map<?, ?> map) {
            return inMap(map, name);
        }
        if (context instanceof List<?> list && name.equals("length")) {
            return list.size();
        }
        return UNRESOLVED;
    }

    /** A null that is present is found: it hides outer values, and strictness doesn't call it missing. */
    private @Nullable Object inMap(Map<?, ?> map, String name) {
        Object value = map.get(name);
        if (value != null) {
            return value;
        }
        if (name.charAt(0) == '@' && map.get(Loop.KEY) instanceof Loop loop) {
            return loop.variable(name);
        }
        if (map.containsKey(name)) {
            return strict ? "" : null;
        }
        return UNRESOLVED;
    }

    @Override
    public Object resolve(Object context) {
        return context instanceof Map ? context : UNRESOLVED;
    }

    @Override
    public Set<Map.Entry<String, Object>> propertySet(Object context) {
        return Collections.emptySet();
    }
}
