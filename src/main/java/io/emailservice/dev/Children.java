package io.emailservice.dev;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Processes of one run; those that still live at its end are stopped. */
final class Children implements AutoCloseable {
    private final Deque<Process> started = new ArrayDeque<>();

    /** The twin in a JVM of its own. */
    Process twin() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return start(
                List.of(
                        java,
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(),
                        "io.emailservice.Main",
                        "twin",
                        "--port",
                        "0"),
                Path.of("."),
                Map.of());
    }

    @CanIgnoreReturnValue
    Process start(List<String> command, Path directory, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            started.push(process);
            return process;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The rest of the first line of output that begins with {@code prefix}. */
    static String awaitLine(Process process, String prefix) {
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(prefix)) {
                    return line.substring(prefix.length()).trim();
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        throw new IllegalStateException("the process ended without a line \"" + prefix + "\"");
    }

    /** Under a build tool, the class path is the class loader's, not the JVM's. */
    private static String classPath() {
        if (Children.class.getClassLoader() instanceof java.net.URLClassLoader loader) {
            return java.util.Arrays.stream(loader.getURLs())
                    .map(url -> Path.of(java.net.URI.create(url.toString())).toString())
                    .reduce((left, right) -> left + java.io.File.pathSeparator + right)
                    .orElseThrow();
        }
        return System.getProperty("java.class.path");
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().destroy();
        }
    }
}
