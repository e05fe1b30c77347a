package io.emailservice.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which languages a template will do. Pure. */
final class Locales {
    private static final int MAX_TAG = 35;

    private Locales() {}

    /** {@code en-GB} → {@code en-GB}, {@code en}, none: from the wanted tag to the variant without a language. */
    static List<String> preference(@Nullable String wanted) {
        List<String> tags = new ArrayList<>();
        String tag = wanted == null || wanted.length() > MAX_TAG ? "" : wanted.replace('_', '-');
        while (!tag.isEmpty()) {
            tags.add(tag);
            tag = tag.substring(0, Math.max(0, tag.lastIndexOf('-')));
        }
        tags.add("");
        return List.copyOf(tags);
    }
}
