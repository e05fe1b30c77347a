package io.emailservice.chaos;

import io.emailservice.twin.Twin;
import io.emailservice.twin.TwinConfig;
import io.emailservice.twin.feedback.FeedbackConfig;
import io.emailservice.twin.feedback.FeedbackScript;
import io.emailservice.twin.feedback.OutboxLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything of one round that runs: servers, the twin, the processes of the service, and the ways between them. */
final class ChaosScene implements AutoCloseable {
    private static final int NODES = 3;
    /** More than there are requests under way, so that none waits for a connection. */
    private static final int CONNECTIONS = 500;
    /** A provider has others to tell meanwhile, and doesn't wait for a process that is frozen before it fills a queue. */
    private static final OutboxLimits POSTS = new OutboxLimits(500_000, 1_000, Duration.ofSeconds(15));

    final Path folder;
    final Vertx vertx = Vertx.vertx();
    final Servers servers;
    final WebClient web;
    final List<ServiceNode> nodes = new ArrayList<>();
    final Way toTwin;
    /** To any process of the service that listens. */
    final Way toNodes;

    private final int twinPort;

    ChaosScene(ChaosOptions options, long seed) {
        folder = Path.of("target", "chaos", seed + "-" + ProcessHandle.current().pid())
                .toAbsolutePath();
        TwinConfig usual = TwinConfig.DEFAULTS;
        Twin twin = Waits.on(Twin.start(
                vertx,
                new TwinConfig(
                        usual.host(),
                        0,
                        "",
                        seed,
                        usual.mailgun(),
                        usual.ses(),
                        usual.sqs(),
                        new FeedbackConfig(FeedbackScript.DEFAULTS, List.of(), List.of(), POSTS),
                        usual.limits())));
        twinPort = twin.port();
        servers = new Servers(vertx, "chaos-" + seed);
        web = WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        toTwin = new Way(vertx, List.of(twinPort));
        List<Integer> ports = freePorts();
        toNodes = new Way(vertx, ports);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new ServiceNode(
                    ports.get(i),
                    config(i, ports.get(i), options),
                    folder.resolve("node-" + i + ".log"),
                    options.without()));
        }
    }

    /** The first process alone makes the tables; the others would only wait for it. */
    void start() {
        nodes.get(0).start();
        nodes.get(0).awaitAnswer();
        nodes.subList(1, NODES).forEach(ServiceNode::start);
        nodes.forEach(ServiceNode::awaitAnswer);
    }

    void put(String path, String script) {
        HttpResponse<Buffer> answer = Waits.on(web.putAbs(twinUrl() + path).sendBuffer(Buffer.buffer(script)));
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException("the twin refuses: " + answer.bodyAsString());
        }
    }

    /** The body of the twin's answer. */
    String twin(String path) {
        return Waits.on(web.getAbs(twinUrl() + path).send()).bodyAsString();
    }

    JsonObject twinJson(String path) {
        return new JsonObject(twin(path));
    }

    long number(String sql) {
        return Long.parseLong(servers.database().value(sql));
    }

    private String twinUrl() {
        return "http://127.0.0.1:" + twinPort;
    }

    private Path config(int node, int port, ChaosOptions options) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(
                    folder.resolve("node-" + node + ".yaml"),
                    Scripts.service(this, port, Math.max(5, 2 * options.messages() / options.seconds())));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int twinPort() {
        return twinPort;
    }

    private static List<Integer> freePorts() {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                sockets.add(new ServerSocket(0));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        nodes.forEach(ServiceNode::kill);
        servers.close();
        Waits.on(vertx.close());
    }
}
