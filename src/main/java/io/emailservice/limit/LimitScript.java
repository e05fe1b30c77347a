package io.emailservice.limit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The text of the script that {@link SharedScript} runs. */
public final class LimitScript {
    private LimitScript() {}

    /** The script as Redis gets it: comments and indentation stay here. */
    public static String text() {
        try (InputStream file = LimitScript.class.getResourceAsStream("limits.lua")) {
            if (file == null) {
                throw new IllegalStateException("script limits.lua is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("--"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException broken) {
            throw new UncheckedIOException("script limits.lua can't be read", broken);
        }
    }
}
