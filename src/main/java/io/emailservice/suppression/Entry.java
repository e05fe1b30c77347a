package io.emailservice.suppression;

import io.emailservice.message.Problem;
import io.emailservice.message.Suppression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one entry that somebody gave.
 *
 * @param suppression null if it breaks rules
 * @param problems every one, with pointers into the entry; empty if it is in order
 */
public record Entry(@Nullable Suppression suppression, List<Problem> problems) {
    public Entry {
        problems = List.copyOf(problems);
    }

    static Entry of(Suppression suppression) {
        return new Entry(suppression, List.of());
    }

    static Entry refused(String pointer, String rule) {
        return new Entry(null, List.of(new Problem(pointer, rule)));
    }
}
