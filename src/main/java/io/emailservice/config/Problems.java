package io.emailservice.config;

import java.util.ArrayList;
import java.util.List;

/** All that is wrong with a configuration, collected so that an operator sees it at once. Main thread only. */
public final class Problems {
    private final List<String> found = new ArrayList<>();

    /** Notes one problem; {@code key} is the full dotted key. */
    public void add(String key, String rule) {
        found.add(key + ": " + rule);
    }

    public List<String> all() {
        return List.copyOf(found);
    }

    /** Ends the start with an {@link InvalidConfiguration} if any problem was noted. */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidConfiguration(all());
        }
    }
}
