package io.emailservice.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A headless browser for checks of our own pages. */
public final class Chromium {
    private static final int TIMEOUT_SECONDS = 60;
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final String program;

    private Chromium(String program) {
        this.program = program;
    }

    /** The installed browser. Without one, the test is skipped, or fails where {@code CI=true}. */
    public static Chromium required() {
        Optional<String> program = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> directory + File.separator + "chromium")
                .filter(path -> new File(path).canExecute())
                .findFirst();
        boolean ci = "true".equals(System.getenv("CI"));
        if (program.isEmpty() && ci) {
            throw new AssertionError("CI=true needs the program chromium on the PATH");
        }
        Assumptions.assumeTrue(program.isPresent(), "skipped: no program chromium on the PATH");
        return new Chromium(program.get());
    }

    /** The document as it stands after loading, serialised. */
    public String dom(String url) {
        return run("--dump-dom", url);
    }

    /** Starts it for remote control; it runs until it is closed. */
    public Running start() {
        Path profile = profile();
        try {
            Process process = command(profile, "--remote-debugging-port=0")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> told = await().atMost(Duration.ofSeconds(TIMEOUT_SECONDS))
                    .until(() -> whereToConnect(profile), lines -> lines.size() == 2);
            return new Running(process, profile, Integer.parseInt(told.get(0)), told.get(1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * A browser that waits for commands.
     *
     * @param path of its WebSocket
     */
    public record Running(Process process, Path profile, int port, String path) implements AutoCloseable {
        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly()
                    .onExit()
                    .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
            delete(profile);
        }
    }

    /** The port and the path, as soon as it knows them. */
    private static List<String> whereToConnect(Path profile) throws IOException {
        Path file = profile.resolve("DevToolsActivePort");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private String run(String... arguments) {
        Path profile = profile();
        try {
            return output(command(profile, arguments).start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            delete(profile);
        }
    }

    private static Path profile() {
        try {
            return Files.createTempDirectory("chromium");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private ProcessBuilder command(Path profile, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(FLAGS);
        command.add("--user-data-dir=" + profile);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static String output(Process process) throws IOException {
        CompletableFuture<Process> exit = process.onExit()
                .completeOnTimeout(process, TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .thenApply(Process::destroyForcibly);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (exit.join().exitValue() != 0 || output.isEmpty()) {
            throw new AssertionError(
                    "chromium ended with " + process.exitValue() + " and " + output.length() + " characters");
        }
        return output;
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .map(Path::toFile)
                    .filter(file -> !file.delete())
                    .forEach(File::deleteOnExit);
        } catch (IOException busy) {
            directory.toFile().deleteOnExit();
        }
    }
}
