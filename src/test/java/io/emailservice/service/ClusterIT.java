package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.testing.ClassPath;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Events reach consumers in other JVMs of the Vert.x cluster. */
class ClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aConsumerInAnotherJvmHearsThatAMessageWasSent() throws IOException {
        String port = Integer.toString(freePort());
        System.setProperty("vertx.jgroups.config", "jgroups-loopback.xml");
        System.setProperty("test.jgroups.port", port);
        System.setProperty("java.net.preferIPv4Stack", "true");
        List<String> heard = new CopyOnWriteArrayList<>();
        Process listener = null;
        try (ServiceScene scene = new ServiceScene(true, "")) {
            listener = listen(port, heard);
            await().atMost(PATIENCE).until(() -> heard.contains("ready"));
            // A subscription takes a moment to reach the other nodes; whoever needs every event reads the log.
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                scene.enqueue(ServiceScene.request());
                return heard.stream().anyMatch(line -> line.startsWith("event "));
            });
            JsonObject event = heard.stream()
                    .filter(line -> line.startsWith("event "))
                    .map(line -> new JsonObject(line.substring("event ".length())))
                    .findFirst()
                    .orElseThrow();

            assertThat(event.getString("specversion")).isEqualTo("1.0");
            assertThat(event.getString("type")).isEqualTo("message.sent");
            assertThat(scene.database.value(
                            "SELECT state FROM message WHERE id = '" + event.getString("subject") + "'"))
                    .isEqualTo("sent");
        } finally {
            if (listener != null) {
                listener.destroy();
            }
            System.clearProperty("vertx.jgroups.config");
        }
    }

    private static Process listen(String port, List<String> heard) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dvertx.jgroups.config=jgroups-loopback.xml",
                        "-Dtest.jgroups.port=" + port,
                        "-Djava.net.preferIPv4Stack=true",
                        "-Dlogback.configurationFile=logback-quiet.xml",
                        "-cp",
                        ClassPath.ofTests(),
                        EventListener.class.getName())
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(() -> {
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                out.lines().forEach(heard::add);
            } catch (IOException closed) {
                throw new UncheckedIOException(closed);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
