package io.emailservice.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an API key may do. */
public enum Right {
    /** Submit send requests. */
    SEND,
    /** Read messages, events and statistics. */
    READ,
    /** Change templates, campaigns, suppressions and the like; cancel and resend. */
    MANAGE;

    static final Map<String, Right> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Right::wire, Function.identity()));

    /** The name in the configuration. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
