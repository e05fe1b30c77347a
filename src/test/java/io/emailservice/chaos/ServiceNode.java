package io.emailservice.chaos;

import io.emailservice.testing.ClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the service, on a port of its own, that can be killed, frozen and started again. Safe from any thread. */
final class ServiceNode {
    private static final Duration START = Duration.ofSeconds(90);
    private static final int LOOK_MILLIS = 2_000;
    private static final long END_SECONDS = 30;

    private final int port;
    private final Path config;
    private final Path log;
    private final MissingPart without;
    private @Nullable Process process;
    private volatile long startedAt;
    private volatile boolean spared;

    ServiceNode(int port, Path config, Path log, MissingPart without) {
        this.port = port;
        this.config = config;
        this.log = log;
        this.without = without;
    }

    int port() {
        return port;
    }

    /** Returns at once. */
    synchronized void start() {
        try {
            process = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            startedAt = System.nanoTime();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                ClassPath.ofTests(),
                "io.emailservice.service.PartialService",
                without.label(),
                config.toString());
    }

    /** Ends it as a crash would, and starts it again. */
    synchronized void killAndRestart() {
        kill();
        start();
    }

    synchronized void kill() {
        Process running = process;
        if (running != null) {
            try {
                if (!running.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the process " + running.pid() + " doesn't die");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Nothing of it runs until it is thawed; for the outside it only looks slow. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /** Asks that it isn't killed for a while. */
    void spare(boolean wanted) {
        spared = wanted;
    }

    boolean isSpared() {
        return spared;
    }

    /** When it was last started, in nanoseconds of the machine. */
    long startedAt() {
        return startedAt;
    }

    private synchronized void signal(String name) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        try {
            Process sent = new ProcessBuilder("kill", "-" + name, String.valueOf(running.pid())).start();
            sent.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitAnswer() {
        Waits.until("a process that serves, see " + log, START, this::answers);
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/health/live")
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(LOOK_MILLIS);
            connection.setReadTimeout(LOOK_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException away) {
            return false;
        }
    }
}
