package io.emailservice.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A Node.js process with the official BullMQ client, driven by pieces of JavaScript. Where Node.js or its packages can't
 * be had, the tests that need it are skipped on a developer's machine and fail with {@code CI=true}.
 */
public final class Node implements AutoCloseable {
    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path HOME = Path.of("target/node");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "agent.mjs", "board.mjs");
    private static final long LONGEST_SECONDS = 30;
    private static boolean installed;

    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
    private int last;

    private Node(Process process) {
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "node-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a process.
     *
     * @param client a package of {@code src/test/node/package.json}: {@code bullmq} (6) or {@code bullmq5}
     */
    public static Node start(String client, TestRedis redis) {
        install();
        try {
            Process process = new ProcessBuilder("node", "agent.mjs", client, redis.url())
                    .directory(HOME.toFile())
                    .redirectError(Redirect.INHERIT)
                    .start();
            Node node = new Node(process);
            node.answer(0);
            return node;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Runs the body of an async function and gives what it returns; fails with its error. */
    @CanIgnoreReturnValue
    public JsonNode run(String body) {
        int id = ++last;
        try {
            in.write(JSON.writeValueAsString(Map.of("id", id, "body", body)));
            in.newLine();
            in.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return answer(id);
    }

    /** What the client reported as an error since the last question, without being asked. */
    public List<String> errors() {
        List<String> errors = new ArrayList<>();
        run("return errors.splice(0);").forEach(error -> errors.add(error.asText()));
        return errors;
    }

    /** The process itself, for what is done to it from outside. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Ends the process as a crash would. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }

    private JsonNode answer(int id) {
        try {
            String line = out.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException("Node.js didn't answer");
            }
            JsonNode answer = JSON.readTree(line);
            if (answer.get("id").asInt() != id) {
                throw new IllegalStateException("unexpected answer " + line);
            }
            if (answer.has("error")) {
                throw new IllegalStateException(answer.get("error").asText());
            }
            return answer.get("value");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.add(line);
            }
        } catch (IOException ended) {
            // Said below.
        }
        out.add("{\"id\":-1,\"error\":\"Node.js ended\"}");
    }

    private static synchronized void install() {
        if (installed) {
            return;
        }
        try {
            Files.createDirectories(HOME);
            installOnce();
            installed = true;
        } catch (IOException missing) {
            unavailable("Node.js and npm are needed: " + missing.getMessage());
        }
    }

    /** The tests run in two processes, which share the packages. */
    private static void installOnce() throws IOException {
        try (FileChannel file =
                        FileChannel.open(HOME.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            boolean current = lock.isValid()
                    && same("package-lock.json")
                    && Files.exists(HOME.resolve("node_modules/.package-lock.json"));
            for (String name : FILES) {
                if (!same(name)) {
                    Files.copy(SOURCE.resolve(name), HOME.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (!current) {
                runNpm();
            }
        }
    }

    private static boolean same(String file) throws IOException {
        Path copy = HOME.resolve(file);
        return Files.exists(copy) && Files.mismatch(SOURCE.resolve(file), copy) < 0;
    }

    private static void runNpm() throws IOException {
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund")
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolve("npm.log").toFile())
                .start();
        try {
            if (!npm.waitFor(3, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                unavailable("npm ci failed: see " + HOME.resolve("npm.log"));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void unavailable(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(reason);
        }
        System.err.println("SKIPPED: " + reason);
        Assumptions.abort(reason);
    }
}
