package io.emailservice.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Kafka broker of its own in a child JVM, which may be killed and started again with what it has written. */
public final class TestKafka implements AutoCloseable {
    private static final Path HOME = Path.of("target", "kafka-broker").toAbsolutePath();
    private static final AtomicInteger BROKERS = new AtomicInteger();
    private static final long LIMIT_SECONDS = 60;

    private final Path folder = HOME.resolve(ProcessHandle.current().pid() + "-" + BROKERS.incrementAndGet());
    private final Path settings = folder.resolve("server.properties");
    private final int port = freePort();
    private @Nullable Process broker;

    /** Prepares a broker that isn't running yet. */
    public TestKafka() {
        try {
            Files.createDirectories(folder);
            Files.writeString(settings, properties(port, freePort()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Process format =
                run("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", settings.toString());
        if (!ended(format) || format.exitValue() != 0) {
            throw new IllegalStateException("the broker's storage isn't made, see " + folder);
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Returns at once; clients wait by themselves. */
    public void start() {
        broker = run("kafka.Kafka", settings.toString());
    }

    /** Ends it as a crash of its machine would. */
    public void kill() {
        Process running = broker;
        if (running != null && !ended(running.destroyForcibly())) {
            throw new IllegalStateException("the broker doesn't die");
        }
    }

    @Override
    public void close() {
        kill();
    }

    private Process run(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dlogback.configurationFile="
                        + Path.of("src/test/resources/logback-quiet.xml").toUri(),
                "-cp",
                classPath(),
                mainClass));
        command.addAll(Arrays.asList(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("broker.log").toFile()))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** That of the tests, with the broker's own version of the clients before the service's. */
    private static String classPath() {
        return HOME.resolve("*")
                + File.pathSeparator
                + Arrays.stream(ClassPath.ofTests().split(File.pathSeparator, -1))
                        .filter(entry -> entry.endsWith(".jar"))
                        .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String properties(int port, int controllerPort) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                num.partitions=3
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                num.io.threads=2
                num.network.threads=1
                log.cleaner.enable=false
                broker.session.timeout.ms=2000
                broker.heartbeat.interval.ms=500
                """.formatted(port, controllerPort, folder.resolve("data"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
