package io.emailservice.dev;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
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
        return program(Map.of(), "-Xmx512m", "twin");
    }

    /** The service in a JVM of its own, on servers that run already. */
    Process service(EmbeddedServers servers) {
        return program(Map.of("REDIS_URL", servers.redisUrl(), "DATABASE_URL", servers.databaseUrl()), "-Xmx1g", "dev");
    }

    /** One of our own commands that serve on any free port. */
    private Process program(Map<String, String> environment, String memory, String command) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return start(
                List.of(
                        java,
                        memory,
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(),
                        "io.emailservice.Main",
                        command,
                        "--port",
                        "0"),
                Path.of("."),
                environment);
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

    /** Reads and forgets what a process still says, so that it never waits for a reader. */
    static void ignoreRest(Process process) {
        Thread reader = new Thread(
                () -> {
                    try {
                        process.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } catch (IOException ended) {
                        // It says nothing more.
                    }
                },
                "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
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
