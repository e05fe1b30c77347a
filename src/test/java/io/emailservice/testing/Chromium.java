package io.emailservice.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private String run(String... arguments) {
        Path profile = null;
        try {
            profile = Files.createTempDirectory("chromium");
            List<String> command = new ArrayList<>(List.of(program));
            command.addAll(FLAGS);
            command.add("--user-data-dir=" + profile);
            command.addAll(List.of(arguments));
            return output(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            delete(profile);
        }
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
        if (directory == null) {
            return;
        }
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
