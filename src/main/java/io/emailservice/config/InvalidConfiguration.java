package io.emailservice.config;

import java.util.List;

/** The service can't start with this configuration; names every key and rule. */
public final class InvalidConfiguration extends RuntimeException {
    private final transient List<String> problems;

    public InvalidConfiguration(List<String> problems) {
        super("invalid configuration:\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line per problem, {@code key: rule}. */
    public List<String> problems() {
        return problems;
    }
}
